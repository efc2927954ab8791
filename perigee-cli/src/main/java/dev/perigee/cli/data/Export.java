package dev.perigee.cli.data;

import dev.perigee.cli.Progress;
import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// Documents of a collection on their way into a file of records.
///
/// @param pages reads the documents
/// @param table what of them is written
/// @param ids what their ids become
/// @param losses what is not kept
/// @param err is told of vectors that are lost
record Export(
    DocumentPages pages, ExportTable table, ExportedIds ids, ExportLosses losses, PrintWriter err) {

  /// What came of it.
  ///
  /// @param written records
  /// @param isWhole whether no document had lost a vector
  record Outcome(long written, boolean isWhole) {}

  /// Writes all documents, in the order of their ids.
  ///
  /// @param idFile of the ids; null for none
  /// @param total how many there are; -1 if that is not known
  Outcome write(RecordWriterFormat format, Path target, Path idFile, long total) {
    try (RecordWriter writer = create(format, target);
        ExportedIdFile idWriter =
            idFile == null ? null : ExportedIdFile.create(idFile, ids.text());
        Progress progress = new Progress("Exporting", total, " documents")) {
      boolean rowsAreIds = idFile == null && !format.keepsIds(table.columns(ids.text()));
      Outcome outcome = write(writer, idWriter, rowsAreIds, progress, total);
      if (idWriter != null) {
        idWriter.finish();
      }
      writer.finish();
      return outcome;
    }
  }

  private RecordWriter create(RecordWriterFormat format, Path target) {
    try {
      return format.create(target, table.columns(ids.text()));
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(
          "--to %s: %s (--vector and --fields choose)".formatted(format.name(), e.getMessage()));
    }
  }

  private Outcome write(
      RecordWriter writer,
      ExportedIdFile idWriter,
      boolean rowsAreIds,
      Progress progress,
      long total) {
    long row = 0;
    boolean isWhole = true;
    try (DocumentReader.Scan scan = pages.reader().scan()) {
      while (scan.hasNext()) {
        for (Document document : pages.next(scan)) {
          isWhole &= !DocumentToJson.tellLost(document, err);
          Object id = ids.of(document, losses);
          if (rowsAreIds && !id.equals(row)) {
            losses.add(document.id(), "its id is not in the file (--ids FILE writes ids)");
          }
          add(writer, document, id);
          if (idWriter != null) {
            idWriter.write(row, id);
          }
          row++;
        }
        progress.update(row, total);
      }
    }
    return new Outcome(row, isWhole);
  }

  private void add(RecordWriter writer, Document document, Object id) {
    int before = writer.losses().size();
    writer.write(id, table.vectors(document, losses), table.values(document, losses));
    List<String> after = writer.losses();
    after.subList(before, after.size()).forEach(loss -> losses.add(document.id(), loss));
  }
}

package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Writes records as objects of JSON, one after another, with the same text around and between all.
///
/// One thread at a time. Whoever creates it closes it.
final class JsonRecordWriter implements RecordWriter {

  /// The text around records.
  ///
  /// @param head before all
  /// @param between two records
  /// @param behind each record
  /// @param tail behind all
  record Frame(String head, String between, String behind, String tail) {

    /// A line for each.
    static final Frame LINES = new Frame("", "", "\n", "");

    /// A list.
    static final Frame LIST = new Frame("[", ",", "\n", "]\n");

    /// The rows of Milvus. All on one line, since an object that opens behind the first line break
    /// is how readers tell lines from a document.
    static final Frame ROWS = new Frame("{\"rows\":[", ",", "", "]}\n");
  }

  private static final JsonFactory FACTORY = new JsonFactory();

  private final TextOutput file;
  private final RecordTable table;
  private final Frame frame;
  private final RecordForm form;
  private final RecordNotes losses;
  private final JsonEntries entries;
  private final RecordText text = new RecordText();
  private boolean begun;

  private JsonRecordWriter(
      TextOutput file, RecordTable table, Frame frame, RecordForm form, RecordNotes losses) {
    this.file = file;
    this.table = table;
    this.frame = frame;
    this.form = form;
    this.losses = losses;
    this.entries = new JsonEntries(table, losses);
  }

  /// Starts a file.
  ///
  /// @param losses what the form does not keep
  static JsonRecordWriter create(
      Path target, RecordTable table, Frame frame, RecordForm form, RecordNotes losses) {
    return new JsonRecordWriter(TextOutput.create(target), table, frame, form, losses);
  }

  @Override
  public void write(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    table.check(id, vectors, values);
    WrittenRecord record = RecordText.record(table, id, vectors, entries.of(id, values));
    text.begin(id);
    text.add(out -> {
      try (JsonGenerator generator = FACTORY.createGenerator(out)) {
        form.write(generator, record);
      }
    });
    file.write(begun ? frame.between() : frame.head());
    file.write(text);
    file.write(frame.behind());
    begun = true;
  }

  @Override
  public List<String> losses() {
    return losses.all();
  }

  @Override
  public void finish() {
    file.write((begun ? "" : frame.head()) + frame.tail());
    file.publish();
  }

  @Override
  public void close() {
    file.close();
  }
}

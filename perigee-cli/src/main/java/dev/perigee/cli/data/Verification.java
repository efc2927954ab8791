package dev.perigee.cli.data;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.rows.RowsFile;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.index.VectorIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads all of a database that nobody writes to, and collects what is wrong with it.
final class Verification {

  private static final int PAGE = 256;

  private final List<String> findings = new ArrayList<>();
  private long files;
  private long bytes;
  private long documents;

  private Verification() {}

  /// Reads everything.
  ///
  /// @param folder of the database
  static Verification of(Database database, Path folder) {
    Verification verification = new Verification();
    database
        .stats()
        .damages()
        .forEach(damage ->
            verification.findings.add(
                "%s of %s.%s: %s"
                    .formatted(
                        damage.file(), damage.collection(), damage.field(), damage.reason())));
    verification.readFiles(folder.resolve("segments"));
    for (String name : database.collections()) {
      verification.readDocuments(database.collection(name));
    }
    return verification;
  }

  /// What is wrong, with the names of files and documents.
  List<String> findings() {
    return findings;
  }

  /// Files of segments that were read.
  long files() {
    return files;
  }

  /// Bytes of them.
  long bytes() {
    return bytes;
  }

  /// Documents that were read.
  long documents() {
    return documents;
  }

  private void readFiles(Path segments) {
    try (Stream<Path> paths = Files.list(segments)) {
      for (Path path : paths.sorted().toList()) {
        attempt(() -> readFile(path));
        files++;
        bytes += Files.size(path);
      }
    } catch (IOException e) {
      throw new StorageException("could not list " + segments, e);
    }
  }

  private static void readFile(Path path) {
    if (path.toString().endsWith(".prg")) {
      var _ = VectorIndex.verify(path);
    } else if (path.toString().endsWith(".rows")) {
      try (RowsFile rows = RowsFile.open(path)) {
        rows.verify();
      }
    }
  }

  private void readDocuments(Collection collection) {
    try (DocumentReader.Scan scan = collection.scan()) {
      while (scan.hasNext()) {
        List<DocumentId> page = new ArrayList<>();
        while (page.size() < PAGE && scan.hasNext()) {
          page.add(scan.next().id());
        }
        documents += page.size();
        readPage(collection, page);
      }
    } catch (CorruptionException e) {
      findings.add(collection.name() + ": " + e.getMessage());
    }
  }

  private void readPage(Collection collection, List<DocumentId> page) {
    for (Document document : collection.getAll(page)) {
      for (CorruptionException damage : document.lost().values()) {
        findings.add(collection.name() + " " + document.id() + ": " + damage.getMessage());
      }
    }
  }

  private void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (CorruptionException | UnsupportedVersionException | NotFoundException e) {
      findings.add(e.getMessage());
    }
  }
}

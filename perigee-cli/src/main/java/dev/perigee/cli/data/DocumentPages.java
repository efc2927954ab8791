package dev.perigee.cli.data;

import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import java.util.ArrayList;
import java.util.List;

/// Documents that meet a condition, some at a time, so that vectors are read in one go for many.
///
/// @param reader of the collection
/// @param test the condition
/// @param withVectors whether the documents are wanted with their vectors
record DocumentPages(DocumentReader reader, DocumentTest test, boolean withVectors) {

  private static final int PAGE = 256;

  /// The next of a scan; none does not mean that the scan is at its end.
  List<Document> next(DocumentReader.Scan scan) {
    List<Document> page = new ArrayList<>();
    while (page.size() < PAGE && scan.hasNext()) {
      Document document = scan.next();
      if (test.needsVectors() || test.meets(document)) {
        page.add(document);
      }
    }
    if (!withVectors && !test.needsVectors()) {
      return page;
    }
    List<Document> whole = reader.getAll(page.stream().map(Document::id).toList());
    List<Document> wanted = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      if (test.meets(whole.get(i))) {
        wanted.add(withVectors ? whole.get(i) : page.get(i));
      }
    }
    return wanted;
  }
}

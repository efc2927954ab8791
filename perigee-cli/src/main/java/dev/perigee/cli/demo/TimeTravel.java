package dev.perigee.cli.demo;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.Snapshot;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Deletes the best answer to a question and changes the next, searches as of before and now, and
/// puts everything back.
///
/// @param instant that was noted before
/// @param question that was asked
/// @param now its answers after the change
/// @param then its answers as of the instant, asked after the change
/// @param nanos of the search in the past
record TimeTravel(
    Instant instant, String question, List<Answer.Found> now, List<Answer.Found> then, long nanos) {

  private static final int HITS = 3;

  static TimeTravel run(DemoDatabase demo, String question, float[] vector) {
    Database database = demo.database();
    Collection collection = demo.collection();
    Query query = Query.near(DemoDatabase.VECTOR, vector).limit(HITS).withFields();
    List<Object> ids =
        demo.search(query).stream().map(Hit::id).limit(2).map(id -> (Object) id).toList();
    List<Document> originals = collection.getAll(ids);
    Instant instant = Instant.now().truncatedTo(ChronoUnit.MICROS);
    try {
      database.transaction(transaction -> {
        var _ = transaction.delete(collection.name(), ids.getFirst());
        for (Document changed : originals.subList(1, originals.size())) {
          var _ =
              transaction.update(
                  collection.name(),
                  Document.of(changed.id()).set(DemoDatabase.TEXT, "(this text was changed)"));
        }
      });
      List<Answer.Found> now = found(collection.search(query));
      try (Snapshot past = collection.asOf(instant)) {
        long start = System.nanoTime();
        List<Hit> hits = past.search(query);
        return new TimeTravel(instant, question, now, found(hits), System.nanoTime() - start);
      }
    } finally {
      var _ = collection.putAll(originals);
    }
  }

  private static List<Answer.Found> found(List<Hit> hits) {
    return hits.stream()
        .map(hit -> new Answer.Found(hit.score(), DemoDatabase.gloss(hit.document())))
        .toList();
  }
}

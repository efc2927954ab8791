package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.query.Hit;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Small documents with vectors in clusters, each the same whenever it is asked for.
final class SampleRows {

  static final int DIMENSION = 24;
  private static final int CLUSTERS = 20;

  private SampleRows() {}

  static Collection collection(Database db) {
    return db.collection(
        "rows",
        schema ->
            schema
                .vector("v", DIMENSION, Metric.L2)
                .field("year", FieldType.INTEGER)
                .field("tags", FieldType.KEYWORD_LIST));
  }

  /// A collection named `kept`, of which every version stays.
  static Collection collectionWithHistory(Database db) {
    return db.collection(
        "kept",
        schema ->
            schema
                .vector("v", DIMENSION, Metric.L2)
                .field("year", FieldType.INTEGER)
                .historyForever());
  }

  static Document document(long id) {
    return Document.of(id).vector("v", vector(id)).set("year", 2000 + id % 30);
  }

  static List<Document> documents(long from, long to) {
    List<Document> documents = new ArrayList<>();
    for (long id = from; id < to; id++) {
      documents.add(document(id));
    }
    return documents;
  }

  static float[] vector(long id) {
    SplittableRandom centre = new SplittableRandom(id % CLUSTERS);
    SplittableRandom own = new SplittableRandom(1000 + id);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (4 * centre.nextDouble() + own.nextDouble());
    }
    return vector;
  }

  static List<Object> ids(List<Hit> hits) {
    return hits.stream().map(hit -> hit.id().value()).toList();
  }
}

package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.document.Document;
import dev.perigee.db.query.Query;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parts in memory become files while commits go on filling others.
final class SealingTest {

  private static final int ROUNDS = 10;
  private static final int DOCUMENTS = 400;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  @Test
  void aCommitMayFillManyPartsAtOnce() {
    DatabaseOptions options =
        DatabaseOptions.defaults().withFresh(20, 1 << 20).withDurability(Durability.NONE);
    try (Database database = Database.open(folder, options)) {
      Collection collection = database.collection("c", s -> s.vector("v", 2, Metric.L2));
      for (int round = 0; round < ROUNDS; round++) {
        List<Document> documents = new ArrayList<>();
        for (long id = 0; id < DOCUMENTS; id++) {
          documents.add(Document.of(id).vector("v", new float[] {round, id}));
        }
        var _ = collection.putAll(documents);
        for (Document document : documents) {
          assertThat(collection.get(document.id()).vector("v"))
              .containsExactly(document.vector("v"));
        }
        float[] query = {round, 0};
        assertThat(collection.search(Query.near("v", query).limit(DOCUMENTS).asExact()))
            .hasSize(DOCUMENTS);
      }
    }
  }
}

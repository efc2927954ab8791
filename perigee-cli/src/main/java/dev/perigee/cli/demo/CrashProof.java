package dev.perigee.cli.demo;

import dev.perigee.db.Collection;
import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.formats.VectorFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// Compares a collection that survived with what was put into it.
///
/// @param collection that survived
/// @param glosses by their ids
/// @param vectors by their ids
record CrashProof(Collection collection, List<Gloss> glosses, VectorFile vectors) {

  private static final int PAGE = 512;
  private static final int SEARCHES = 50;
  private static final int NEAREST = 10;
  private static final double TOLERANCE = 1e-5;

  /// Reads every document there is and compares it bit for bit.
  ///
  /// @param acknowledged ids that must be there
  /// @return how many there are
  /// @throws IllegalStateException if one is lost or another than it was
  long compareDocuments(BitSet acknowledged) {
    List<Object> present = ids();
    BitSet lost = (BitSet) acknowledged.clone();
    for (int from = 0; from < present.size(); from += PAGE) {
      List<Object> page = present.subList(from, Math.min(from + PAGE, present.size()));
      for (Document document : collection.getAll(page)) {
        int id = (int) (long) (Long) document.id().value();
        boolean same =
            Arrays.equals(
                    (byte[]) document.get(DemoDatabase.VECTOR), CachedVectors.bytes(vectors, id))
                && DemoDatabase.gloss(document).equals(glosses.get(id));
        if (!same) {
          throw new IllegalStateException("gloss " + id + " is not what was put");
        }
        lost.clear(id);
      }
    }
    if (!lost.isEmpty()) {
      throw new IllegalStateException("acknowledged and lost: glosses " + lost);
    }
    return present.size();
  }

  private List<Object> ids() {
    List<Object> ids = new ArrayList<>();
    try (DocumentReader.Scan scan = collection.scan()) {
      while (scan.hasNext()) {
        ids.add(scan.next().id());
      }
    }
    return ids;
  }

  /// Asks for the nearest to random glosses and compares with all cosines, computed here.
  ///
  /// @return how many searches were compared
  /// @throws IllegalStateException if a search finds anything but the nearest
  int compareSearches(Random random) {
    List<float[]> rows = new ArrayList<>();
    List<Object> ids = ids();
    for (Object id : ids) {
      rows.add(CachedVectors.row(vectors, Long.parseLong(id.toString())));
    }
    for (int i = 0; i < SEARCHES; i++) {
      float[] query = CachedVectors.row(vectors, random.nextInt(glosses.size()));
      double[] cosines = rows.stream().mapToDouble(row -> cosine(query, row)).sorted().toArray();
      List<Hit> hits =
          collection.search(Query.near(DemoDatabase.VECTOR, query).limit(NEAREST).asExact());
      if (hits.size() != Math.min(NEAREST, cosines.length)) {
        throw new IllegalStateException("a search found " + hits.size() + " glosses");
      }
      for (int rank = 0; rank < hits.size(); rank++) {
        Hit hit = hits.get(rank);
        float[] found = CachedVectors.row(vectors, Long.parseLong(hit.id().toString()));
        double wanted = cosines[cosines.length - 1 - rank];
        if (Math.abs(hit.score() - wanted) > TOLERANCE
            || Math.abs(hit.score() - cosine(query, found)) > TOLERANCE) {
          throw new IllegalStateException(
              "a search found gloss " + hit.id() + ", score " + hit.score() + ", not " + wanted);
        }
      }
    }
    return SEARCHES;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      lengthA += (double) a[i] * a[i];
      lengthB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(lengthA * lengthB);
  }
}

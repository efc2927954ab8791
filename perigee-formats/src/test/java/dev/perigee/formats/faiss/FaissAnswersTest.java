package dev.perigee.formats.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A search of what was read gives what FAISS gave, id for id, for every kind of index.
class FaissAnswersTest {

  @TempDir Path folder;

  static Stream<FaissFiles.Answers> answers() {
    return FaissFiles.answers();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void findsWhatFaissFound(FaissFiles.Answers answers) {
    float[][] queries = FaissFiles.floats(answers.queries() + ".fbin", folder);
    List<List<Long>> found = new ArrayList<>();
    try (FaissIndex index = FaissFiles.open(answers.index(), folder)) {
      for (float[] query : queries) {
        found.add(
            answers.index().equals("flat_lp")
                ? FaissAnswers.nearest(index, query, 5, FaissAnswersTest::cubes)
                : FaissAnswers.nearest(index, query, 5));
      }
    }
    assertThat(found).isEqualTo(answers.ids());
  }

  /// METRIC_Lp with an argument of 3, for which Perigee has no metric.
  private static double cubes(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow(Math.abs((double) a[i] - b[i]), 3);
    }
    return sum;
  }
}

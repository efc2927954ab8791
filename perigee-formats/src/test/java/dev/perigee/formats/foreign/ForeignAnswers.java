package dev.perigee.formats.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.foreign.ForeignFixtures.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;

/// Walks an open index as its library does, and compares what comes out with what the library
/// answered.
public final class ForeignAnswers {

  private final ForeignIndex index;
  private final UnaryOperator<double[]> stored;
  private final ToDoubleBiFunction<double[], double[]> distance;
  private final double[][] rows;

  /// @param stored turns a query into what the library makes of it before it compares
  /// @param distance that of the library
  public ForeignAnswers(
      ForeignIndex index,
      UnaryOperator<double[]> stored,
      ToDoubleBiFunction<double[], double[]> distance) {
    this.index = index;
    this.stored = stored;
    this.distance = distance;
    rows = ForeignRows.rows(index.vectors());
  }

  /// Requires the very ids, in the order of the library.
  public void requireIds(List<Answer> answers) {
    List<Answer> found = found();
    assertThat(found).hasSameSizeAs(answers).hasSize(50);
    for (int i = 0; i < answers.size(); i++) {
      assertThat(found.get(i).ids()).as("query %d", i).isEqualTo(answers.get(i).ids());
    }
  }

  /// Requires the distance of the library at each rank, to the bit, and all ids that are nearer
  /// than the last: for metrics by which many rows are equally far, so that which of those is named
  /// first, or at all where they do not all find room, is anybody's choice.
  public void requireIdsButForTies(List<Answer> answers) {
    List<Answer> found = found();
    assertThat(found).hasSameSizeAs(answers).hasSize(50);
    for (int i = 0; i < answers.size(); i++) {
      assertThat(found.get(i).distances()).as("query %d", i).isEqualTo(answers.get(i).distances());
      assertThat(nearerThanLast(found.get(i)))
          .as("query %d", i)
          .isEqualTo(nearerThanLast(answers.get(i)));
    }
  }

  private static Set<Long> nearerThanLast(Answer answer) {
    Set<Long> ids = new HashSet<>();
    for (int rank = 0; rank < answer.ids().size(); rank++) {
      if (answer.distances().get(rank) < answer.distances().getLast()) {
        ids.add(answer.ids().get(rank));
      }
    }
    return ids;
  }

  private List<Answer> found() {
    ReferenceWalk walk = new ReferenceWalk(index.links());
    List<Answer> found = new ArrayList<>();
    for (float[] query : ForeignFixtures.queries()) {
      double[] values = new double[query.length];
      for (int i = 0; i < query.length; i++) {
        values[i] = query[i];
      }
      double[] asStored = stored.apply(values);
      List<Integer> nodes =
          walk.search(
              node -> distance.applyAsDouble(asStored, rows[node]),
              ForeignFixtures.K,
              ForeignFixtures.WIDTH,
              node -> !index.isRemoved(node));
      found.add(
          new Answer(
              nodes.stream().map(node -> index.vectors().id(node)).toList(),
              nodes.stream().map(node -> distance.applyAsDouble(asStored, rows[node])).toList()));
    }
    return found;
  }
}

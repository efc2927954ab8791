package dev.perigee.formats.faiss;

import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.util.List;

/// The transforms of an index, in two halves: those that are left, which a query has to go through,
/// and behind them those that vectors are turned back through.
///
/// @param left first to last
/// @param undone first to last, behind `left`
/// @param metric by which vectors are compared that have only gone through `left`; null for one
///   that Perigee has not
record TransformChain(List<Transform> left, List<Transform> undone, Metric metric) {

  /// Splits a chain: from the last transform on, as many are undone as keep the order.
  ///
  /// @param metric by which vectors are compared that have gone through all
  static TransformChain of(List<Transform> transforms, Metric metric) {
    Metric before = metric;
    int left = transforms.size();
    while (left > 0 && transforms.get(left - 1).keepsOrder(before)) {
      left--;
      before = transforms.get(left).metricBefore(before);
    }
    return new TransformChain(
        List.copyOf(transforms.subList(0, left)),
        List.copyOf(transforms.subList(left, transforms.size())),
        before);
  }

  /// Transforms a query.
  float[] query(float[] query) {
    float[] transformed = query.clone();
    for (Transform transform : left) {
      transformed = transform.apply(transformed);
    }
    return transformed;
  }

  /// Whether a vector has to be computed to be turned back: a normalisation is left as it is.
  boolean turnsBack() {
    return undone.stream().anyMatch(transform -> !(transform instanceof Normalisation));
  }

  /// Whether vectors were normalised on a way that is turned back.
  boolean normalises() {
    return undone.stream().anyMatch(Normalisation.class::isInstance);
  }

  /// The vectors of an index, turned back as far as that goes.
  VectorSource vectors(VectorSource stored) {
    return turnsBack() ? new TurnedRows(stored, undone.reversed()) : stored;
  }
}

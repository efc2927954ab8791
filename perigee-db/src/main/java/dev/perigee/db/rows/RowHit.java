package dev.perigee.db.rows;

/// A document that a search found.
///
/// @param document its number
/// @param distance of its nearest vector
/// @param score higher is better
public record RowHit(long document, float distance, float score) implements Comparable<RowHit> {

  @Override
  public int compareTo(RowHit other) {
    int order = Float.compare(distance, other.distance);
    return order != 0 ? order : Long.compare(document, other.document);
  }
}

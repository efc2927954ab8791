package dev.perigee.formats.arrow;

import dev.perigee.formats.arrow.BatchHeader.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// A column of a batch that is being written. Not thread-safe.
abstract sealed class ColumnBuffer {

  private static final GrowingBytes NO_BITMAP = new GrowingBytes();

  private final GrowingBytes validity = new GrowingBytes();
  private int rows;
  private int nulls;

  /// Adds a row.
  ///
  /// @param value null for null
  final void add(Object value) {
    validity.addBit(rows, value != null);
    put(rows, value);
    rows++;
    if (value == null) {
      nulls++;
    }
  }

  abstract void put(int row, Object value);

  /// What the column takes so far.
  abstract long bytes();

  /// Begins another batch.
  void clear() {
    validity.clear();
    rows = 0;
    nulls = 0;
  }

  final int rows() {
    return rows;
  }

  /// Shows the column as a batch has it; columns below follow those above.
  void describe(Consumer<Node> nodes, Consumer<GrowingBytes> buffers) {
    nodes.accept(new Node(rows, nulls));
    buffers.accept(nulls == 0 ? NO_BITMAP : validity);
  }

  /// A column of one buffer.
  abstract static sealed class OfValues extends ColumnBuffer {

    final GrowingBytes values = new GrowingBytes();

    @Override
    long bytes() {
      return values.size();
    }

    @Override
    void clear() {
      super.clear();
      values.clear();
    }

    @Override
    void describe(Consumer<Node> nodes, Consumer<GrowingBytes> buffers) {
      super.describe(nodes, buffers);
      buffers.accept(values);
    }
  }

  /// Whole numbers and others, of eight bytes.
  static final class OfNumbers extends OfValues {

    @Override
    void put(int row, Object value) {
      switch (value) {
        case Long number -> values.add((long) number);
        case Double number -> values.add((double) number);
        case null, default -> values.add(0L);
      }
    }
  }

  /// Truths, a bit each.
  static final class OfTruths extends OfValues {

    @Override
    void put(int row, Object value) {
      values.addBit(row, value instanceof Boolean truth && truth);
    }
  }

  /// Texts, one behind the other.
  static final class OfTexts extends ColumnBuffer {

    private final GrowingBytes offsets = new GrowingBytes();
    private final GrowingBytes values = new GrowingBytes();

    OfTexts() {
      offsets.add(0);
    }

    @Override
    void put(int row, Object value) {
      if (value instanceof String text) {
        values.add(text.getBytes(StandardCharsets.UTF_8));
      }
      offsets.add(values.size());
    }

    @Override
    long bytes() {
      return (long) values.size() + offsets.size();
    }

    @Override
    void clear() {
      super.clear();
      values.clear();
      offsets.clear();
      offsets.add(0);
    }

    @Override
    void describe(Consumer<Node> nodes, Consumer<GrowingBytes> buffers) {
      super.describe(nodes, buffers);
      buffers.accept(offsets);
      buffers.accept(values);
    }
  }

  /// Lists of texts.
  static final class OfTextLists extends ColumnBuffer {

    private final GrowingBytes offsets = new GrowingBytes();
    private final OfTexts elements = new OfTexts();

    OfTextLists() {
      offsets.add(0);
    }

    @Override
    void put(int row, Object value) {
      if (value instanceof List<?> list) {
        list.forEach(elements::add);
      }
      offsets.add(elements.rows());
    }

    @Override
    long bytes() {
      return elements.bytes() + offsets.size();
    }

    @Override
    void clear() {
      super.clear();
      elements.clear();
      offsets.clear();
      offsets.add(0);
    }

    @Override
    void describe(Consumer<Node> nodes, Consumer<GrowingBytes> buffers) {
      super.describe(nodes, buffers);
      buffers.accept(offsets);
      elements.describe(nodes, buffers);
    }
  }

  /// Vectors, of which those that are null take as much room as others.
  static final class OfVectors extends ColumnBuffer {

    private final float[] zeros;
    private final GrowingBytes values = new GrowingBytes();

    OfVectors(int dimension) {
      this.zeros = new float[dimension];
    }

    @Override
    void put(int row, Object value) {
      values.add(value instanceof float[] vector ? vector : zeros);
    }

    @Override
    long bytes() {
      return values.size();
    }

    @Override
    void clear() {
      super.clear();
      values.clear();
    }

    @Override
    void describe(Consumer<Node> nodes, Consumer<GrowingBytes> buffers) {
      super.describe(nodes, buffers);
      nodes.accept(new Node((long) rows() * zeros.length, 0));
      buffers.accept(NO_BITMAP);
      buffers.accept(values);
    }
  }
}

package dev.perigee.formats.hnswrs;

import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Puts together the bytes of points, in memory for one point at a time.
///
/// Owned by one thread.
final class PointWriter {

  private static final int MAGIC = 0x000a678f;
  private final VectorSource vectors;
  private final LinkSource links;
  private final StoredDistance distance;
  private final LayerOrder order;
  private final ByteBuffer record;
  private final int[] neighbours;
  private final long[] nearest;
  private final float[] own;
  private final float[] other;
  private final MemorySegment row;

  PointWriter(VectorSource vectors, LinkSource links, StoredDistance distance, LayerOrder order) {
    this.vectors = vectors;
    this.links = links;
    this.distance = distance;
    this.order = order;
    int degreeMax = Math.max(links.degreeMax(), links.degreeMaxUpper());
    int listBytesMax = Long.BYTES + degreeMax * PointTable.NEIGHBOUR_BYTES;
    int bytesMax = PointTable.POINT_HEAD_BYTES + HnswRsHeader.LAYERS * listBytesMax;
    record = ByteBuffer.wrap(new byte[bytesMax]).order(ByteOrder.LITTLE_ENDIAN);
    neighbours = new int[degreeMax];
    nearest = new long[degreeMax];
    own = new float[vectors.dimension()];
    other = new float[vectors.dimension()];
    row = MemorySegment.ofArray(new byte[vectors.dimension() * Float.BYTES]);
  }

  /// The bytes of a point, up to the position of the buffer; valid until the next is asked for.
  ByteBuffer point(int node) {
    int layer = order.layer(node);
    read(node, own);
    record.clear().putInt(MAGIC);
    putPlace(record, node);
    for (int list = 0; list < HnswRsHeader.LAYERS; list++) {
      putList(list <= layer ? links.neighbours(list, node, neighbours) : 0);
    }
    return record;
  }

  /// Id, layer and rank, by which the dump names a point.
  void putPlace(ByteBuffer target, int node) {
    target.putLong(vectors.id(node)).put((byte) order.layer(node)).putInt(order.rank(node));
  }

  private void putList(int count) {
    for (int i = 0; i < count; i++) {
      read(neighbours[i], other);
      // A distance is never negative, so that its bits are in the order of its value.
      long bits = Float.floatToIntBits(distance.between(own, other));
      nearest[i] = bits << Integer.SIZE | i;
    }
    Arrays.sort(nearest, 0, count);
    record.putLong(count);
    for (int i = 0; i < count; i++) {
      putPlace(record, neighbours[(int) nearest[i]]);
      record.putInt((int) (nearest[i] >>> Integer.SIZE));
    }
  }

  private void read(int node, float[] target) {
    vectors.read(node, row, 0);
    MemorySegment.copy(row, LittleEndian.FLOAT, 0, target, 0, target.length);
  }
}

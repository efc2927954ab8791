package dev.perigee.index;

import dev.perigee.segment.SegmentForgery;
import dev.perigee.segment.SegmentForgery.Part;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Ways to damage a segment. The forged ones leave every checksum right.
enum SegmentMutation {
  TRUNCATED_AT_BOUNDARY(false),
  TRUNCATED_ANYWHERE(false),
  BITS_FLIPPED(false),
  RANGE_ZEROED(false),
  RANGE_COPIED(false),
  RANGE_DUPLICATED(false),
  RANGE_REMOVED(false),
  BYTES_APPENDED(false),
  SECTIONS_SWAPPED(false),
  FORGED_HEADER_FIELD(true),
  FORGED_SECTION_TABLE(true),
  FORGED_HEADER_BITS(true),
  FORGED_SECTION_DROPPED(true),
  FORGED_SECTION_DUPLICATED(true),
  FORGED_SECTIONS_SWAPPED(true),
  FORGED_SECTION_RESIZED(true),
  FORGED_SECTION_RETYPED(true),
  FORGED_NODES(true),
  FORGED_UPPER_LEVELS(true),
  FORGED_LINKS_ALL_ONE(true),
  FORGED_VECTORS(true),
  FORGED_NORMS(true),
  FORGED_IDS(true),
  FORGED_ID_ORDER(true),
  FORGED_ENTRY_NODES(true),
  FORGED_BITS_FLIPPED(true),
  FORGED_ROWS_COPIED(true);

  private static final int[] FIELDS = {
    8, 12, 16, 18, 20, 22, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76, 80, 84, 88, 92,
    96, 100, 104, 108, 112, 116
  };
  private static final int[] NUMBERS = {
    0,
    1,
    -1,
    2,
    7,
    8,
    16,
    63,
    64,
    255,
    256,
    299,
    300,
    301,
    1023,
    1024,
    1025,
    4095,
    4096,
    4097,
    32767,
    32768,
    65535,
    65536,
    65537,
    1 << 20,
    1 << 30,
    Integer.MAX_VALUE - 1,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0x7f800000,
    0x7fc00000,
    0xff800000,
    0x80000000,
    0x7f7fffff,
    0x7c007c00
  };

  private final boolean forged;

  SegmentMutation(boolean forged) {
    this.forged = forged;
  }

  /// Whether the checksums are right, so that verification may find nothing.
  boolean isForged() {
    return forged;
  }

  /// A damaged copy; of equal bytes where chance wants it so.
  byte[] apply(byte[] file, SplittableRandom random) {
    byte[] copy = file.clone();
    return switch (this) {
      case TRUNCATED_AT_BOUNDARY -> {
        List<Integer> at = SegmentForgery.boundaries(file);
        int length = at.get(random.nextInt(at.size())) + random.nextInt(-1, 2);
        yield Arrays.copyOf(file, Math.clamp(length, 0, file.length - 1));
      }
      case TRUNCATED_ANYWHERE -> Arrays.copyOf(file, random.nextInt(file.length));
      case BITS_FLIPPED -> flip(copy, 0, copy.length, random);
      case RANGE_ZEROED -> zero(copy, random);
      case RANGE_COPIED -> move(copy, random, random.nextInt(1, 9000));
      case RANGE_DUPLICATED -> splice(file, random, true);
      case RANGE_REMOVED -> splice(file, random, false);
      case BYTES_APPENDED -> Arrays.copyOf(file, file.length + random.nextInt(1, 5000));
      case SECTIONS_SWAPPED -> swapSections(file, copy, random);
      case FORGED_HEADER_FIELD -> {
        put(copy, FIELDS[random.nextInt(FIELDS.length)], random);
        yield SegmentForgery.seal(copy);
      }
      case FORGED_SECTION_TABLE -> {
        put(copy, SegmentForgery.TABLE_AT + 4 * random.nextInt(7 * 8), random);
        yield SegmentForgery.seal(copy);
      }
      case FORGED_HEADER_BITS -> SegmentForgery.seal(flip(copy, 8, 360, random));
      case FORGED_BITS_FLIPPED -> SegmentForgery.seal(flip(copy, 4096, copy.length, random));
      case FORGED_ROWS_COPIED ->
          SegmentForgery.seal(move(copy, random, 16 * random.nextInt(1, 20)));
      default -> forge(file, SegmentForgery.takeApart(file), random);
    };
  }

  private byte[] forge(byte[] file, List<Part> parts, SplittableRandom random) {
    int chosen = random.nextInt(parts.size());
    Part part = parts.get(chosen);
    switch (this) {
      case FORGED_SECTION_DROPPED -> parts.remove(chosen);
      case FORGED_SECTION_DUPLICATED -> parts.add(random.nextInt(parts.size() + 1), part);
      case FORGED_SECTIONS_SWAPPED -> Collections.swap(parts, chosen, random.nextInt(parts.size()));
      case FORGED_SECTION_RESIZED -> {
        int length = part.bytes().length + random.nextInt(-2, 3) * part.stride();
        length = Math.max(0, random.nextInt(8) == 0 ? 0 : length + random.nextInt(-1, 2));
        parts.set(
            chosen, new Part(part.type(), part.stride(), Arrays.copyOf(part.bytes(), length)));
      }
      case FORGED_SECTION_RETYPED ->
          parts.set(chosen, new Part(random.nextInt(13), part.stride(), part.bytes()));
      case FORGED_LINKS_ALL_ONE -> fillLinks(file, parts.getFirst(), random);
      case FORGED_NODES -> putRows(parts, 1, random);
      case FORGED_UPPER_LEVELS -> putRows(parts, 2, random);
      case FORGED_VECTORS -> putRows(parts, 3, random);
      case FORGED_NORMS -> putRows(parts, 4, random);
      case FORGED_IDS -> putRows(parts, 5, random);
      case FORGED_ID_ORDER -> putRows(parts, 6, random);
      case FORGED_ENTRY_NODES -> putRows(parts, 11, random);
      default -> throw new AssertionError(this);
    }
    return SegmentForgery.assemble(file, parts);
  }

  /// Writes one number into every place for a link of a row: its own, or another.
  private static void fillLinks(byte[] file, Part nodes, SplittableRandom random) {
    int count = nodes.bytes().length / nodes.stride();
    if (count == 0) {
      return;
    }
    ByteBuffer view = SegmentForgery.view(nodes.bytes());
    int degree = SegmentForgery.view(file).getInt(68);
    boolean atEntry = random.nextBoolean();
    int entry = Math.max(0, SegmentForgery.view(file).getInt(84)); // -1 where nodes have no links
    int node = atEntry ? entry : random.nextInt(count);
    int neighbour = random.nextBoolean() ? node : random.nextInt(count);
    view.putShort(node * nodes.stride(), (short) degree);
    for (int i = 0; i < degree; i++) {
      view.putInt(node * nodes.stride() + 8 + 4 * i, neighbour);
    }
  }

  private static void putRows(List<Part> parts, int type, SplittableRandom random) {
    for (Part part : parts) {
      if (part.type() == type && part.bytes().length >= 8) {
        for (int i = random.nextInt(1, 5); i > 0; i--) {
          put(part.bytes(), random.nextInt(part.bytes().length / 4) * 4, random);
        }
      }
    }
  }

  /// Writes a number that is likely to hurt: two or four bytes at an offset.
  private static void put(byte[] bytes, int at, SplittableRandom random) {
    ByteBuffer view = SegmentForgery.view(bytes);
    int old = view.getInt(at);
    int number =
        switch (random.nextInt(4)) {
          case 0 -> old + random.nextInt(-2, 3);
          case 1 -> random.nextInt();
          default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
    if (random.nextInt(3) == 0) {
      view.putShort(at + 2 * random.nextInt(2), (short) number);
    } else {
      view.putInt(at, number);
    }
  }

  private static byte[] flip(byte[] bytes, int from, int to, SplittableRandom random) {
    for (int i = random.nextInt(1, 9); i > 0 && from < to; i--) {
      bytes[random.nextInt(from, to)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] zero(byte[] bytes, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(1, 9000)), (byte) 0);
    return bytes;
  }

  private static byte[] move(byte[] bytes, SplittableRandom random, int most) {
    int length = Math.min(most, bytes.length - 4096);
    int limit = bytes.length - length + 1;
    System.arraycopy(bytes, random.nextInt(limit), bytes, random.nextInt(limit), length);
    return bytes;
  }

  private static byte[] splice(byte[] file, SplittableRandom random, boolean duplicate) {
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + random.nextInt(1, 9000));
    int resume = duplicate ? from : to;
    byte[] spliced = Arrays.copyOf(file, (duplicate ? to : from) + file.length - resume);
    System.arraycopy(file, resume, spliced, duplicate ? to : from, file.length - resume);
    return spliced;
  }

  private static byte[] swapSections(byte[] file, byte[] copy, SplittableRandom random) {
    List<Integer> at = SegmentForgery.boundaries(file);
    int a = at.get(random.nextInt(at.size()));
    int b = at.get(random.nextInt(at.size()));
    int length = Math.min(random.nextInt(1, 9000), file.length - Math.max(a, b));
    System.arraycopy(file, a, copy, b, length);
    System.arraycopy(file, b, copy, a, length);
    return copy;
  }
}

package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.segment.SegmentDescription.CodeDescription;
import dev.perigee.segment.SegmentDescription.GraphDescription;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// The first 4,096 bytes of a segment file. Little-endian; bytes not named are zero.
///
/// ```
///    0 magic 89 50 52 47 0D 0A 1A 0A   8 format version u32      12 flags u32: 1 unique ids, 2 rotated, rerank << 8
///   16 metric u16   18 element type u16   20 code kind u16       22 graph kind u16
///   24 dimension u32   28 vector stride u32   32 count u64       40 file length u64
///   48 code offset u32 (0)   52 code bytes u32   56 correction bytes u32   60 link offset u32
///   64 node stride u32   68 degree limit u32   72 upper stride u32   76 upper degree limit u32
///   80 upper rows u32   84 entry node i32   88 entry level u32   92 efConstruction u32
///   96 level factor f64   104 seed i64   112 log2 of the checksum block u32   116 sections u32
///  120 alpha f32   124 sub-spaces u32
///  128 section table, 32 bytes each: type u32, stride u32, offset u64, length u64, 0 u64
/// 4092 CRC32C of the bytes in front of it u32
/// ```
///
/// Magic, version and checksum stay where they are in every version, so that a flipped bit in the
/// version is told from a newer version.
///
/// @param description what the segment holds
/// @param fileLengthBytes length of the whole file
/// @param sections where the sections lie, in the order of the file
public record SegmentHeader(
    SegmentDescription description, long fileLengthBytes, List<Section> sections) {

  /// The newest format this release reads, and the one it writes.
  public static final int VERSION = 1;

  /// Length of the header.
  public static final int BYTES = 4096;

  static final int CHECKSUM_BLOCK_SHIFT = 12;
  static final int ALIGNMENT_BYTES = 4096;

  private static final int VERSION_AT = 8;
  private static final int LENGTH_AT = 40;
  private static final int SECTIONS_AT = 128;
  private static final int SECTION_BYTES = 32;
  private static final int CHECKSUM_AT = BYTES - 4;
  private static final int UNIQUE_IDS = 1;
  private static final int ROTATED = 2;
  private static final int RERANK_SHIFT = 8;
  private static final int RERANK_MAX = 2;
  private static final byte[] MAGIC = {(byte) 0x89, 'P', 'R', 'G', 0x0d, 0x0a, 0x1a, 0x0a};

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Lays sections out one after another, each on a page of its own, and the checksums behind them.
  public static SegmentHeader layOut(
      SegmentDescription description, List<SectionContent> contents) {
    List<Section> sections = new ArrayList<>();
    long at = BYTES;
    for (SectionContent content : contents) {
      Section section =
          new Section(content.type(), content.strideBytes(), at, content.lengthBytes());
      sections.add(section);
      at = roundUp(section.endBytes(), ALIGNMENT_BYTES);
    }
    long checksumBytes = 4 * (blocksIn(at) + 1);
    sections.add(new Section(SectionType.CHECKSUMS, 4, at, checksumBytes));
    return new SegmentHeader(description, at + checksumBytes, List.copyOf(sections));
  }

  /// The section of a type, or null where the file has none.
  public Section section(SectionType type) {
    for (Section section : sections) {
      if (section.type() == type) {
        return section;
      }
    }
    return null;
  }

  static long blocksIn(long bytes) {
    return (bytes + (1L << CHECKSUM_BLOCK_SHIFT) - 1) >>> CHECKSUM_BLOCK_SHIFT;
  }

  static long roundUp(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /// The bytes of this header.
  byte[] encode() {
    byte[] bytes = new byte[BYTES];
    MemorySegment target = MemorySegment.ofArray(bytes);
    GraphDescription graph = description.graph();
    MemorySegment.copy(MAGIC, 0, target, ValueLayout.JAVA_BYTE, 0, MAGIC.length);
    target.set(INT, VERSION_AT, VERSION);
    target.set(INT, 12, flags());
    target.set(SHORT, 16, (short) description.metric().tag());
    target.set(SHORT, 18, (short) description.elementType().tag());
    target.set(SHORT, 20, (short) description.codes().kind().tag());
    target.set(SHORT, 22, (short) graph.kind().tag());
    target.set(INT, 24, description.dimension());
    target.set(INT, 28, description.vectorStrideBytes());
    target.set(LONG, 32, description.count());
    target.set(LONG, LENGTH_AT, fileLengthBytes);
    target.set(INT, 52, description.codes().codeBytes());
    target.set(INT, 56, description.codes().correctionBytes());
    target.set(INT, 60, description.codes().codeBytes() + description.codes().correctionBytes());
    target.set(INT, 64, graph.nodeStrideBytes());
    target.set(INT, 68, graph.degreeMax());
    target.set(INT, 72, graph.upperStrideBytes());
    target.set(INT, 76, graph.degreeMaxUpper());
    target.set(INT, 80, graph.upperCount());
    target.set(INT, 84, graph.entryNode());
    target.set(INT, 88, graph.maxLevel());
    target.set(INT, 92, graph.efConstruction());
    target.set(DOUBLE, 96, graph.levelFactor());
    target.set(LONG, 104, graph.seed());
    target.set(INT, 112, CHECKSUM_BLOCK_SHIFT);
    target.set(INT, 116, sections.size());
    target.set(FLOAT, 120, graph.alpha());
    target.set(INT, 124, description.codes().subspaces());
    for (int i = 0; i < sections.size(); i++) {
      encode(sections.get(i), target, SECTIONS_AT + i * SECTION_BYTES);
    }
    target.set(INT, CHECKSUM_AT, checksum(bytes));
    return bytes;
  }

  private int flags() {
    int flags = description.rerank() << RERANK_SHIFT;
    flags |= description.uniqueIds() ? UNIQUE_IDS : 0;
    return flags | (description.codes().rotated() ? ROTATED : 0);
  }

  private static void encode(Section section, MemorySegment target, long at) {
    target.set(INT, at, section.type().tag());
    target.set(INT, at + 4, section.strideBytes());
    target.set(LONG, at + 8, section.offsetBytes());
    target.set(LONG, at + 16, section.lengthBytes());
  }

  /// Reads and checks a header.
  ///
  /// @param segment the whole file, or a slice that holds one
  /// @param source what to call it in an error
  /// @throws CorruptionException if it is empty, truncated, of another kind, or damaged
  /// @throws UnsupportedVersionException if it is newer than [#VERSION]
  static SegmentHeader decode(MemorySegment segment, String source) {
    return decode(segment, segment.byteSize(), source);
  }

  /// Reads and checks a header that was read apart from the rest.
  ///
  /// @param segment at least the header, where there is one
  /// @param size length of the whole file
  static SegmentHeader decode(MemorySegment segment, long size, String source) {
    if (size < BYTES) {
      String found = size == 0 ? "an empty file" : size + " bytes";
      throw new CorruptionException(
          source, size, "expected a segment header of " + BYTES + " bytes, got " + found);
    }
    byte[] bytes = segment.asSlice(0, BYTES).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment header = MemorySegment.ofArray(bytes);
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[i] != MAGIC[i]) {
        throw new CorruptionException(
            source, i, "expected the magic number of a Perigee segment, got another kind of file");
      }
    }
    if (storedChecksum(bytes) != checksum(bytes)) {
      throw new CorruptionException(source, 0, "the header does not match its checksum");
    }
    int version = header.get(INT, VERSION_AT);
    if (version < 1 || version > VERSION) {
      throw new UnsupportedVersionException(source, VERSION_AT, VERSION, version);
    }
    return new HeaderDecoder(header, source).decode(size);
  }

  /// The length of the file that the bytes of a header state.
  static long storedLength(byte[] header) {
    return MemorySegment.ofArray(header).get(LONG, LENGTH_AT);
  }

  /// The checksum that the bytes of a header state.
  static int storedChecksum(byte[] header) {
    return MemorySegment.ofArray(header).get(INT, CHECKSUM_AT);
  }

  /// The checksum that the bytes of a header have.
  static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM_AT);
    return (int) crc.getValue();
  }

  /// Turns the fields of a header whose checksum is right into values, refusing what cannot be.
  private record HeaderDecoder(MemorySegment header, String source) {

    SegmentHeader decode(long sizeBytes) {
      long fileLength = header.get(LONG, LENGTH_AT);
      if (fileLength != sizeBytes) {
        throw new CorruptionException(
            source,
            Math.clamp(fileLength, 0, sizeBytes),
            "expected a file of " + fileLength + " bytes, got " + sizeBytes);
      }
      expect(112, header.get(INT, 112), CHECKSUM_BLOCK_SHIFT, "checksum block");
      expect(48, header.get(INT, 48), 0, "code offset");
      return new SegmentHeader(description(), fileLength, sections(fileLength));
    }

    private SegmentDescription description() {
      Metric metric = Metric.ofTag(header.get(SHORT, 16));
      ElementType elementType = ElementType.ofTag(header.get(SHORT, 18));
      if (metric == null) {
        throw refused(16, "a metric of 1 to 7", header.get(SHORT, 16));
      }
      if (elementType == null) {
        throw refused(18, "an element type of 1 to 4", header.get(SHORT, 18));
      }
      long count = header.get(LONG, 32);
      if (count < 0 || count >= Integer.MAX_VALUE) {
        throw refused(32, "a count below 2^31 - 1", count);
      }
      return new SegmentDescription(
          metric,
          elementType,
          header.get(INT, 24),
          (header.get(INT, 12) & UNIQUE_IDS) != 0,
          (int) count,
          header.get(INT, 28),
          codes(),
          header.get(INT, 12) >>> RERANK_SHIFT,
          graph((int) count));
    }

    private CodeDescription codes() {
      int flags = header.get(INT, 12);
      if ((flags & ((1 << RERANK_SHIFT) - 1) & ~(UNIQUE_IDS | ROTATED)) != 0
          || flags >>> RERANK_SHIFT > RERANK_MAX) {
        throw refused(12, "known flags", "0x" + Integer.toHexString(flags));
      }
      CodeKind kind = CodeKind.ofTag(header.get(SHORT, 20));
      if (kind == null) {
        throw refused(20, "a code kind of 0 to 5", header.get(SHORT, 20));
      }
      int codeBytes = header.get(INT, 52);
      int correctionBytes = header.get(INT, 56);
      long linkOffset = (long) codeBytes + correctionBytes;
      if (codeBytes < 0 || correctionBytes < 0 || header.get(INT, 60) != linkOffset) {
        throw refused(60, "links behind the code at " + linkOffset, header.get(INT, 60));
      }
      return new CodeDescription(
          kind, codeBytes, correctionBytes, header.get(INT, 124), (flags & ROTATED) != 0);
    }

    private GraphDescription graph(int count) {
      GraphKind kind = GraphKind.ofTag(header.get(SHORT, 22));
      if (kind == null) {
        throw refused(22, "a graph kind of 1 or 2", header.get(SHORT, 22));
      }
      int upperCount = header.get(INT, 80);
      int entryNode = header.get(INT, 84);
      int maxLevel = header.get(INT, 88);
      if (upperCount < 0) {
        throw refused(80, "a number of upper rows", upperCount);
      }
      if (entryNode < -1 || entryNode >= count) {
        throw refused(84, "an entry node below " + count, entryNode);
      }
      if (entryNode == -1 && count > 0 && upperCount > 0) {
        throw refused(80, "no upper rows without an entry node", upperCount);
      }
      if (kind == GraphKind.VAMANA && upperCount > 0) {
        throw refused(80, "no upper rows in a graph of one level", upperCount);
      }
      if (maxLevel < 0 || maxLevel > upperCount) {
        throw refused(88, "an entry level of at most " + upperCount, maxLevel);
      }
      return new GraphDescription(
          kind,
          header.get(INT, 68),
          header.get(INT, 76),
          header.get(INT, 64),
          header.get(INT, 72),
          upperCount,
          entryNode,
          maxLevel,
          header.get(INT, 92),
          header.get(DOUBLE, 96),
          header.get(FLOAT, 120),
          header.get(LONG, 104));
    }

    private List<Section> sections(long fileLength) {
      int count = header.get(INT, 116);
      if (count < 1 || count > SectionType.values().length) {
        throw refused(116, "1 to " + SectionType.values().length + " sections", count);
      }
      List<Section> sections = new ArrayList<>();
      Set<SectionType> seen = EnumSet.noneOf(SectionType.class);
      long end = BYTES;
      for (int i = 0; i < count; i++) {
        long at = SECTIONS_AT + (long) i * SECTION_BYTES;
        SectionType type = SectionType.ofTag(header.get(INT, at));
        if (type == null) {
          throw refused(at, "a known section type", header.get(INT, at));
        }
        if (!seen.add(type)) {
          throw refused(at, "one section " + type, "another");
        }
        Section section =
            new Section(
                type, header.get(INT, at + 4), header.get(LONG, at + 8), header.get(LONG, at + 16));
        if (section.offsetBytes() != roundUp(end, ALIGNMENT_BYTES)
            || section.lengthBytes() < 0
            || section.lengthBytes() > fileLength - section.offsetBytes()) {
          throw refused(at + 8, type + " behind byte " + end + " and inside the file", section);
        }
        end = section.endBytes();
        sections.add(section);
      }
      Section last = sections.getLast();
      long checksumBytes = 4 * (blocksIn(last.offsetBytes()) + 1);
      if (last.type() != SectionType.CHECKSUMS
          || last.lengthBytes() != checksumBytes
          || end != fileLength) {
        throw refused(116, checksumBytes + " bytes of checksums at the end of the file", last);
      }
      return List.copyOf(sections);
    }

    private void expect(long at, int found, int expected, String field) {
      if (found != expected) {
        throw refused(at, field + " " + expected, found);
      }
    }

    private CorruptionException refused(long at, String expected, Object found) {
      return new CorruptionException(source, at, "expected " + expected + ", got " + found);
    }
  }
}

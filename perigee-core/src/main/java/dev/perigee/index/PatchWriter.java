package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.StorageException;
import dev.perigee.graph.EntryNodeRepair;
import dev.perigee.graph.GraphPatch;
import dev.perigee.graph.HnswGraph;
import dev.perigee.graph.KeptNodes;
import dev.perigee.memory.Rows;
import dev.perigee.segment.SectionContent;
import dev.perigee.segment.SectionContent.Filler;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentDescription;
import dev.perigee.segment.SegmentWriter;
import dev.perigee.work.ParallelLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// Writes a patched index front to back: each row is made when it is its turn.
final class PatchWriter {

  private static final int ROWS_PER_BLOCK = 64;

  /// Entry nodes that there is room for besides as many as there were.
  private static final int MORE_ENTRY_NODES = 16;

  private final IndexData base;
  private final IndexData added;
  private final Rows addedCodes;
  private final KeptNodes kept;
  private final GraphPatch patch;
  private final IndexOptions options;
  private final BuildProgress progress;
  private final int count;
  private final ConcurrentLinkedQueue<GraphPatch.Writer> writers = new ConcurrentLinkedQueue<>();
  private int idRank;
  private int addedIdRank;
  private long lastId;
  private IndexData unfinished;

  PatchWriter(
      IndexData base,
      IndexData added,
      Rows addedCodes,
      KeptNodes kept,
      GraphPatch patch,
      IndexOptions options,
      BuildProgress progress) {
    this.base = base;
    this.added = added;
    this.addedCodes = addedCodes;
    this.kept = kept;
    this.patch = patch;
    this.options = options;
    this.progress = progress;
    count = patch.count();
  }

  /// @param path where what went to `out` can be read
  void write(Arena arena, WritableByteChannel out, Path path) throws IOException {
    SegmentDescription description =
        IndexSegment.describe(
            base, options, count, patch.upperCount(), patch.entryNode(), patch.maxLevel());
    List<SectionContent> contents = new ArrayList<>();
    contents.add(content(SectionType.NODES, base.graph().nodes(), this::fillNodes));
    contents.add(SectionContent.of(SectionType.UPPER_LEVELS, patch.upper(), patch.upperCount()));
    contents.add(content(SectionType.VECTORS, base.vectors(), this::fillVectors));
    if (base.inverseNorms() != null) {
      contents.add(
          content(
              SectionType.INVERSE_NORMS,
              base.inverseNorms(),
              (first, target) -> copy(base.inverseNorms(), added.inverseNorms(), first, target)));
    }
    contents.addAll(IndexSegment.codebookContents(base));
    Supplier<IndexData> written = () -> written(arena, description, contents, path);
    if (base.calibration() != null) {
      Filler calibrated = (_, target) -> copy(calibrate(written.get()).toRows(), target);
      contents.add(
          new SectionContent(
              SectionType.CALIBRATION, Calibration.ROW_BYTES, Calibration.ROWS, calibrated));
    }
    Filler entries =
        (_, target) -> copy(EntryNodes.rows(written.get().graph().entryNodes()), target);
    contents.add(
        new SectionContent(SectionType.ENTRY_NODES, Integer.BYTES, entryNodeCount(), entries));
    contents.add(
        content(
            SectionType.IDS,
            base.ids(),
            (first, target) -> copy(base.ids(), added.ids(), first, target)));
    contents.add(content(SectionType.ORDINALS_BY_ID, base.ordinalsById(), this::fillOrder));
    long _ = SegmentWriter.write(out, description, contents);
  }

  private SectionContent content(SectionType type, Rows like, Filler filler) {
    return new SectionContent(type, (int) like.strideBytes(), count, filler);
  }

  private boolean isOld(int ordinal) {
    return ordinal < kept.kept();
  }

  private int addedRow(int ordinal) {
    return ordinal - kept.kept();
  }

  private void goOn(int done) {
    if (!progress.update(done, count)) {
      throw new CancelledException("patch: cancelled; the index is as it was");
    }
  }

  private void fillNodes(int first, MemorySegment target) {
    goOn(first);
    int stride = (int) base.graph().nodes().strideBytes();
    target.fill((byte) 0);
    ConcurrentLinkedQueue<GraphPatch.Writer> taken = new ConcurrentLinkedQueue<>();
    ParallelLoop.run(
        options.threads(),
        (int) (target.byteSize() / stride),
        ROWS_PER_BLOCK,
        () -> {
          GraphPatch.Writer idle = writers.poll();
          GraphPatch.Writer writer = idle == null ? patch.writer() : idle;
          taken.add(writer);
          return (from, to) -> {
            for (int row = from; row < to; row++) {
              copyCode(first + row, target, (long) row * stride);
              writer.write(first + row, target, (long) row * stride);
            }
          };
        });
    writers.addAll(taken);
  }

  private void copyCode(int ordinal, MemorySegment target, long offset) {
    int bytes = base.graph().layout().linkOffset();
    if (bytes > 0) {
      Rows from = isOld(ordinal) ? base.graph().nodes() : addedCodes;
      int row = isOld(ordinal) ? kept.node(ordinal) : addedRow(ordinal);
      MemorySegment.copy(from.chunk(row), from.chunkOffset(row), target, offset, bytes);
    }
  }

  private void fillVectors(int first, MemorySegment target) {
    goOn(count);
    if (base.reads() == null) {
      copy(base.vectors(), added.vectors(), first, target);
      return;
    }
    long stride = base.vectors().strideBytes();
    int rows = (int) (target.byteSize() / stride);
    int old = Math.clamp((long) kept.kept() - first, 0, rows);
    int[] nodes = new int[old];
    for (int i = 0; i < old; i++) {
      nodes[i] = kept.node(first + i);
    }
    base.reads().read(nodes, 0, old, target);
    copy(base.vectors(), added.vectors(), first + old, target.asSlice(old * stride));
  }

  private void copy(Rows from, Rows fromAdded, int first, MemorySegment target) {
    long stride = from.strideBytes();
    int rows = (int) (target.byteSize() / stride);
    for (int i = 0; i < rows; i++) {
      boolean old = isOld(first + i);
      Rows source = old ? from : fromAdded;
      int row = old ? kept.node(first + i) : addedRow(first + i);
      source.check(row);
      MemorySegment.copy(source.chunk(row), source.chunkOffset(row), target, i * stride, stride);
    }
  }

  /// Goes through both orders side by side.
  private void fillOrder(int first, MemorySegment target) {
    for (long at = 0; at < target.byteSize(); at += Integer.BYTES) {
      int old = nextOld();
      boolean more = addedIdRank < added.count();
      int joined = more ? Ids.ordinal(added.ordinalsById(), addedIdRank, added.count()) : -1;
      boolean takesOld = old >= 0 && (!more || base.id(old) <= added.id(joined));
      long id = takesOld ? base.id(old) : added.id(joined);
      if (options.uniqueIds() && id == lastId && first + at > 0) {
        throw new ConflictException("id: expected a new id, got " + id + ", which is taken");
      }
      lastId = id;
      target.set(Ids.INT, at, takesOld ? kept.rank(old) : kept.kept() + joined);
      idRank += takesOld ? 1 : 0;
      addedIdRank += takesOld ? 0 : 1;
    }
  }

  /// The next of the old vectors that is kept, by the order of ids; -1 behind the last.
  private int nextOld() {
    for (; idRank < base.count(); idRank++) {
      int ordinal = Ids.ordinal(base.ordinalsById(), idRank, base.count());
      if (kept.isKept(ordinal)) {
        return ordinal;
      }
    }
    return -1;
  }

  private int entryNodeCount() {
    long distinct =
        Arrays.stream(base.graph().entryNodes())
            .filter(node -> node != base.graph().entryNode())
            .distinct()
            .count();
    return (int) Math.min(distinct + MORE_ENTRY_NODES, HnswGraph.ENTRY_NODES_MAX);
  }

  private static void copy(Rows rows, MemorySegment target) {
    MemorySegment.copy(rows.chunk(0), 0, target, 0, target.byteSize());
  }

  /// What has been written so far: links, codes and vectors; with its entry nodes.
  private IndexData written(
      Arena arena, SegmentDescription description, List<SectionContent> contents, Path path) {
    if (unfinished == null) {
      try (FileChannel channel = FileChannel.open(path)) {
        MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        unfinished =
            IndexSegment.unfinished(
                file, description, contents, base, patch.upper(), path.toString());
      } catch (IOException e) {
        throw new StorageException("could not read " + path, e);
      }
      int _ =
          EntryNodeRepair.run(
              unfinished.graph(), unfinished::walkScorer, options.threads(), entryNodeCount());
    }
    return unfinished;
  }

  /// Measures what recall costs.
  private Calibration calibrate(IndexData data) {
    int[] samples = CalibrationSample.held(data.graph(), count >= Calibrator.COUNT_MIN);
    return samples.length == 0
        ? base.calibration()
        : new Calibrator(data, options.threads()).onOwnVectors(samples);
  }
}

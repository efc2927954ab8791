package dev.perigee.index;

import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.index.SalvageReport.Graph;
import dev.perigee.index.SalvageReport.Ordinals;
import dev.perigee.segment.DamageScan;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentDamage;
import dev.perigee.segment.SegmentView;
import dev.perigee.segment.WholeCopy;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/// Makes a sound index file of what can be read of a damaged one.
///
/// | damaged | what becomes of it |
/// |---|---|
/// | a byte of the header | told by the checksum of the header, and put right |
/// | more of the header | refused: nothing tells what the file holds |
/// | a vector, or its id | its row is left out; the graph is patched around it |
/// | graph, codes, norms, order of ids | made anew of the vectors |
/// | the checksums alone | written anew |
/// | the end is cut off | rows whose vector and id are there are kept; where no id is there, rows get their ordinals as ids |
///
/// What is damaged is what does not match its checksum; where these are cut off, a vector is kept
/// if an index could hold it.
public final class IndexSalvage {

  private final Path file;
  private final SegmentDamage damage;
  private final Path target;
  private final UnaryOperator<IndexOptions> changes;
  private final BuildProgress progress;

  private IndexSalvage(
      Path file, Path target, UnaryOperator<IndexOptions> changes, BuildProgress progress) {
    this.file = file;
    this.damage = DamageScan.of(file);
    this.target = target;
    this.changes = changes;
    this.progress = progress;
  }

  /// Reads all of a file and tells what of it is damaged, also of one that cannot be opened.
  ///
  /// @return nothing for a sound file
  /// @throws CorruptionException if more than a byte of the header is damaged
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  public static List<DamagedPart> examine(Path path) {
    return DamagedPart.of(DamageScan.of(path));
  }

  /// Writes a sound file.
  ///
  /// @param file the damaged one; stays as it is
  /// @param target the new one; its folder exists
  /// @param changes makes the options of a build from those of the file, such as other threads
  /// @param progress told of vectors that are added
  /// @throws CorruptionException if more than a byte of the header is damaged, no row can be read,
  ///   or the file is damaged and keeps no vectors
  /// @throws InvalidRequestException if both are the same file, or the metric is CUSTOM
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws StorageException if the new file could not be written; the target is as it was
  public static SalvageReport write(
      Path file, Path target, UnaryOperator<IndexOptions> changes, BuildProgress progress) {
    IndexSalvage salvage = new IndexSalvage(file, target, changes, progress);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (Files.exists(target) && Files.isSameFile(file, target)) {
        throw InvalidRequestException.of("target", "another file than the damaged one", target);
      }
      return salvage.write(channel);
    } catch (IOException e) {
      throw new StorageException("could not read " + file, e);
    }
  }

  private SalvageReport write(FileChannel channel) throws IOException {
    int count = damage.header().description().count();
    List<DamagedPart> parts = DamagedPart.of(damage);
    if (damage.isContentWhole()) {
      WholeCopy.write(file, damage, target);
      return new SalvageReport(count, count, parts, List.of(), List.of(), false, Graph.COPIED);
    }
    IndexOptions options = options();
    SalvagedRows rows = new SalvagedRows(channel, file.toString(), damage, options.space());
    if (rows.count() == 0 && count > 0) {
      throw refused("a row whose vector and id can be read, got none of " + count);
    }
    boolean patched = isGraphSound(options, parts) && patch(rows.kept(), options);
    if (!patched) {
      build(rows, options);
    }
    return new SalvageReport(
        count,
        (int) rows.count(),
        parts,
        lost(rows.kept(), count),
        rows.lostIds(),
        rows.isNumbered() && count > 0,
        patched ? Graph.PATCHED : Graph.BUILT);
  }

  private IndexOptions options() {
    if (damage.header().description().metric() == Metric.CUSTOM) {
      throw InvalidRequestException.of(
          "file", "an index of a metric of Perigee's own", "CUSTOM, which needs its function");
    }
    if (damage.header().section(SectionType.VECTORS) == null) {
      throw refused(
          "an index that keeps its vectors, of which codes and graph can be made anew, got one"
              + " that keeps codes only");
    }
    SegmentView view = new SegmentView(damage.header(), MemorySegment.NULL, file.toString(), null);
    return changes.apply(IndexSegment.options(view, null));
  }

  private CorruptionException refused(String expected) {
    long at =
        damage.damaged().isEmpty() ? damage.sizeBytes() : damage.damaged().getFirst().fromBytes();
    return new CorruptionException(file.toString(), at, "expected " + expected);
  }

  /// Whether nothing is damaged but vectors and ids, so that the graph can be had from the file.
  private boolean isGraphSound(IndexOptions options, List<DamagedPart> parts) {
    return options.linked()
        && parts.stream()
            .allMatch(part ->
                part.cause() == DamagedPart.Cause.CHANGED
                    && List.of(SectionType.VECTORS.name(), SectionType.IDS.name())
                        .contains(part.section()));
  }

  /// Writes the graph of the file, patched where rows are left out.
  ///
  /// @return false if it cannot be had without what is lost
  private boolean patch(BitSet kept, IndexOptions options) {
    try (VectorIndex base = VectorIndex.open(file);
        IndexBuilder none = VectorIndex.builder(options);
        VectorIndex empty = none.toIndex()) {
      new IndexPatch(base, ordinal -> !kept.get(ordinal), empty, options).write(target, progress);
      return true;
    } catch (CorruptionException e) {
      return false;
    }
  }

  private void build(SalvagedRows rows, IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(rows, progress);
      long _ = builder.write(target);
    } catch (ConflictException e) {
      throw refused("ids that are different, as they were written, got others: " + e.getMessage());
    }
  }

  private static List<Ordinals> lost(BitSet kept, int count) {
    List<Ordinals> lost = new ArrayList<>();
    for (int from = kept.nextClearBit(0); from < count; ) {
      int next = kept.nextSetBit(from);
      int to = next < 0 ? count : next;
      lost.add(new Ordinals(from, to));
      from = kept.nextClearBit(to);
    }
    return lost;
  }
}

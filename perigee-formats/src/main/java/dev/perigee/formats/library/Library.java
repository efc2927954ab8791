package dev.perigee.formats.library;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.diskann.DiskAnnIndex;
import dev.perigee.formats.diskann.DiskAnnOptions;
import dev.perigee.formats.faiss.FaissIndex;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.formats.hnswlib.HnswlibIndex;
import dev.perigee.formats.hnswlib.HnswlibOptions;
import dev.perigee.formats.hnswrs.HnswRsIndex;
import dev.perigee.formats.usearch.USearchIndex;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.Set;

/// The libraries whose index files are read.
///
/// A file is known by its bytes, never by its name alone: the first kind that fits, in the order
/// below, those with a magic number first. What a file does not say, such as the metric of hnswlib
/// and DiskANN, whoever opens it says ([Hints]).
public enum Library {
  /// `.usearch`, of versions 2.x.
  USEARCH {
    @Override
    boolean matches(FileBytes file) {
      return USearchIndex.looksLike(file);
    }

    @Override
    public ForeignIndex open(Path path, Hints hints) {
      return USearchIndex.open(path);
    }
  },

  /// `NAME.hnsw.graph` and `NAME.hnsw.data`; either of them.
  HNSW_RS {
    @Override
    boolean matches(FileBytes file) {
      return file.sizeBytes() >= 4 && HNSW_RS_MAGICS.contains(file.i32(0));
    }

    @Override
    public ForeignIndex open(Path path, Hints hints) {
      return HnswRsIndex.open(path);
    }
  },

  /// What `faiss.write_index` writes.
  FAISS {
    @Override
    boolean matches(FileBytes file) {
      return FaissIndex.looksLike(file);
    }

    @Override
    public ForeignIndex open(Path path, Hints hints) {
      return FaissIndex.open(path);
    }
  },

  /// What `saveIndex` of hnswlib writes, with a graph or without.
  HNSWLIB {
    @Override
    boolean matches(FileBytes file) {
      return HnswlibIndex.looksLike(file);
    }

    @Override
    public ForeignIndex open(Path path, Hints hints) {
      return HnswlibIndex.open(
          path, new HnswlibOptions(hints.metric(), hints.type() == ComponentType.U8));
    }
  },

  /// `P` with `P.data`, and `P_disk.index`.
  DISKANN {
    @Override
    boolean matches(FileBytes file) {
      return file.sizeBytes() >= 16
          && (file.i64(0) == file.sizeBytes()
              || (file.i32(4) == 1
                  && DISK_ANN_HEADERS.contains(file.i32(0))
                  && file.sizeBytes() % DISK_ANN_SECTOR_BYTES == 0));
    }

    @Override
    public ForeignIndex open(Path path, Hints hints) {
      if (hints.metric() == null) {
        throw InvalidRequestException.of("metric", "one, which DiskANN does not write", "none");
      }
      ComponentType type = hints.type() == null ? ComponentType.F32 : hints.type();
      return DiskAnnIndex.open(path, new DiskAnnOptions(type, hints.metric()));
    }

    @Override
    public ForeignIndex openToLook(Path path, Hints hints) {
      Metric metric = hints.metric() == null ? Metric.L2 : hints.metric();
      if (hints.type() != null) {
        return open(path, new Hints(metric, hints.type()));
      }
      try {
        return open(path, new Hints(metric, ComponentType.F32));
      } catch (CorruptionException e) {
        return openBytes(path, metric, e);
      }
    }

    private ForeignIndex openBytes(Path path, Metric metric, CorruptionException otherwise) {
      try {
        return open(path, new Hints(metric, ComponentType.U8));
      } catch (CorruptionException e) {
        throw otherwise;
      }
    }
  };

  /// Of its graph files, the oldest first, and of its data files.
  private static final Set<Integer> HNSW_RS_MAGICS =
      Set.of(0x000a677f, 0x001a677f, 0x002a677f, 0x002a6771, 0x002a6779, 0xa67f0000);

  /// Numbers in front of a disk index: entries of the header, or its bytes.
  private static final Set<Integer> DISK_ANN_HEADERS = Set.of(8, 9, 12, 96);

  private static final int DISK_ANN_SECTOR_BYTES = 4096;

  /// What a file may not say of itself.
  ///
  /// @param metric how vectors are compared; null if nobody knows
  /// @param type how a component is stored; null for floats
  public record Hints(Metric metric, ComponentType type) {

    /// Nothing is known.
    public static Hints none() {
      return new Hints(null, null);
    }
  }

  abstract boolean matches(FileBytes file);

  /// Opens an index of this library.
  ///
  /// @param hints what the file may not say; what it says counts
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws InvalidRequestException if a hint is missing, or cannot be right
  /// @throws CorruptionException if the file is damaged or something else
  public abstract ForeignIndex open(Path path, Hints hints);

  /// Opens an index to say what it is, where a hint may be missing: what nobody can know is taken
  /// for what is usual.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  /// @throws InvalidRequestException if a hint cannot be right
  /// @throws CorruptionException if the file is damaged or something else
  public ForeignIndex openToLook(Path path, Hints hints) {
    return open(path, hints);
  }

  /// Whether files tell how their vectors are compared, or their bytes let it be found out.
  public boolean tellsMetric() {
    return this != DISKANN;
  }

  /// Finds out which library a file is of.
  ///
  /// @return null if it is of none of them
  /// @throws dev.perigee.error.NotFoundException if there is no such file
  public static Library of(Path path) {
    try (FileBytes file = FileBytes.open(path)) {
      for (Library library : values()) {
        if (library.matches(file)) {
          return library;
        }
      }
      return null;
    }
  }
}

package dev.perigee.db.engine;

/// Told when the engine passes a place at which a crash leaves something half done. Nothing but
/// tests listen: they end the process there.
///
/// Called by whoever does the work, sometimes under the commit lock.
@FunctionalInterface
public interface CrashPoint {

  /// Lets everything pass.
  CrashPoint NONE = _ -> {};

  /// Where the engine is.
  enum Place {
    /// The batch of a group of commits is filled, nothing is written.
    COMMIT_BEFORE_WRITE,
    /// The batch is written, nobody sees it.
    COMMIT_WRITTEN,
    /// The commits can be seen, nobody was told.
    COMMIT_PUBLISHED,
    /// A part in memory has its index file.
    SEAL_INDEX_WRITTEN,
    /// It has both files; the manifest names neither.
    SEAL_FILES_WRITTEN,
    /// The manifest names the segment in the place of the part.
    SEAL_SWAPPED,
    /// A merged segment has its index file.
    MERGE_INDEX_WRITTEN,
    /// It has both files; the manifest names neither.
    MERGE_FILES_WRITTEN,
    /// The manifest names it in the place of those it was made of.
    MERGE_SWAPPED,
    /// The batch that changes the manifest is filled.
    SWAP_BEFORE_WRITE,
    /// It is written; the parts that go are still read.
    SWAP_WRITTEN,
    /// Of a segment that was replaced, the index is deleted.
    SEGMENT_HALF_DELETED,
    /// A field is to be indexed in another way; no segment is.
    REINDEX_WRITTEN,
    /// The batch that removes old versions is filled.
    RECLAIM_BEFORE_WRITE,
    /// It is written; there may be more.
    RECLAIM_WRITTEN,
    /// A collection that is adopted has its documents, which nobody sees.
    ADOPTED_DOCUMENTS_WRITTEN,
    /// It has the index file of its segment.
    ADOPTED_INDEX_WRITTEN,
    /// The batch that makes it visible is filled.
    ADOPTION_BEFORE_WRITE,
    /// It is written; nobody was told.
    ADOPTION_WRITTEN,
    /// A checkpoint has its segments, not its store.
    CHECKPOINT_SEGMENTS_LINKED,
    /// A checkpoint is complete, but for its name.
    CHECKPOINT_LINKED,
    /// A checkpoint has its name; nobody was told.
    CHECKPOINT_NAMED,
    /// A backup has one file more.
    BACKUP_FILE_COPIED,
    /// A backup has all files, but not its list.
    BACKUP_FILES_COPIED
  }

  /// The engine is at a place.
  void pass(Place place);
}

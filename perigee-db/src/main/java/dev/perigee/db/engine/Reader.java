package dev.perigee.db.engine;

import dev.perigee.db.document.ByteReader;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Version;
import dev.perigee.db.rows.NumberSet;
import dev.perigee.store.Cursor;
import dev.perigee.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Reads documents as they were at a sequence number that somebody has pinned.
///
/// The version that counts now is looked up first; where it is younger than what is asked, or gone,
/// the version that ended first after it is.
public final class Reader {

  private static final int PAGE_ROWS = 256;

  private final Store store;

  Reader(Store store) {
    this.store = store;
  }

  /// One page of a scan.
  ///
  /// @param documents in the order of their ids
  /// @param last key of the last id that was looked at; null at the end of the collection
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Page(List<Stored> documents, byte[] last) {}

  /// The documents of ids, in their order; null where there is none.
  public List<Stored> byIds(CollectionState collection, List<DocumentId> ids, long sequence) {
    List<byte[]> keys = ids.stream().map(id -> Tables.id(collection.number(), id.key())).toList();
    return byNumbers(collection, toNumbers(store.getAll(Tables.IDS, keys)), sequence);
  }

  /// The documents of numbers, in their order; null where there is none.
  ///
  /// @param numbers negative for none
  public List<Stored> byNumbers(CollectionState collection, long[] numbers, long sequence) {
    List<byte[]> keys = new ArrayList<>();
    for (long number : numbers) {
      if (number >= 0) {
        keys.add(Tables.current(collection.number(), number));
      }
    }
    List<byte[]> current = store.getAll(Tables.CURRENT, keys);
    List<Stored> documents = new ArrayList<>(numbers.length);
    int at = 0;
    for (long number : numbers) {
      Version version =
          number < 0 ? null : resolve(collection, number, current.get(at++), sequence);
      documents.add(version == null ? null : new Stored(number, version));
    }
    return documents;
  }

  /// Documents behind an id.
  ///
  /// @param after key of the id; null for the first page
  public Page page(CollectionState collection, byte[] after, long sequence) {
    byte[] from = Tables.first(collection.number());
    if (after != null) {
      byte[] key = Tables.id(collection.number(), after);
      from = Arrays.copyOf(key, key.length + 1);
    }
    List<byte[]> numbers = new ArrayList<>();
    byte[] last = null;
    try (Cursor ids = store.cursor(Tables.IDS, from, Tables.first(collection.number() + 1))) {
      while (numbers.size() < PAGE_ROWS && ids.next()) {
        numbers.add(ids.value());
        last = ids.key();
      }
    }
    List<Stored> found = new ArrayList<>(byNumbers(collection, toNumbers(numbers), sequence));
    found.removeIf(document -> document == null);
    return new Page(found, last == null ? null : Arrays.copyOfRange(last, 4, last.length));
  }

  /// Document numbers of all documents that pass a test.
  public NumberSet matching(CollectionState collection, Predicate<Version> test, long sequence) {
    NumberSet matching = new NumberSet();
    int number = collection.number();
    try (Cursor versions =
        store.cursor(Tables.CURRENT, Tables.first(number), Tables.first(number + 1))) {
      while (versions.next()) {
        long document = ByteBuffer.wrap(versions.key()).getLong(4);
        Version version = resolve(collection, document, versions.value(), sequence);
        if (version != null && test.test(version)) {
          matching.add(document);
        }
      }
    }
    addGone(collection, test, sequence, matching);
    return matching;
  }

  /// Documents that have ended since, of which nothing counts now.
  private void addGone(
      CollectionState collection, Predicate<Version> test, long sequence, NumberSet matching) {
    int number = collection.number();
    try (Cursor ends =
        store.cursor(
            Tables.CLOSURES, Tables.closure(number, sequence + 1, 0), Tables.first(number + 1))) {
      while (ends.next()) {
        long document = ByteBuffer.wrap(ends.key()).getLong(12);
        if (!matching.contains(document)) {
          Version version = before(collection, document, sequence);
          if (version != null && test.test(version)) {
            matching.add(document);
          }
        }
      }
    }
  }

  /// One thing that a commit did.
  ///
  /// @param sequence number of the commit
  /// @param deleted whether the document was deleted, else written
  /// @param collection number of the collection
  /// @param document number of the document
  /// @param id of the document
  public record Change(
      long sequence, boolean deleted, int collection, long document, DocumentId id) {}

  /// What was changed behind a sequence number, whole commits, the oldest first.
  ///
  /// @param until last sequence number to look at
  /// @param limit about how many changes at most
  public List<Change> changes(long after, long until, int limit) {
    List<Change> changes = new ArrayList<>();
    try (Cursor commits =
        store.cursor(Tables.CHANGES, Tables.number(after + 1), Tables.number(until + 1))) {
      while (changes.size() < limit && commits.next()) {
        long sequence = Tables.toNumber(commits.key());
        ByteReader in = new ByteReader(commits.value(), "changes of commit " + sequence);
        while (in.hasMore()) {
          boolean deleted = in.u8() == 0;
          changes.add(
              new Change(
                  sequence, deleted, in.i32(), in.i64(), DocumentId.ofKey(in.block(), "change")));
        }
      }
    }
    return changes;
  }

  /// The sequence number from which on changes are kept.
  public long changesFrom() {
    byte[] from = store.get(Tables.META, Tables.CHANGES_FROM);
    return from == null ? 0 : Tables.toNumber(from);
  }

  /// All versions of a document, the oldest first, as far as they are kept.
  public List<Version> history(CollectionState collection, DocumentId id) {
    byte[] key = store.get(Tables.IDS, Tables.id(collection.number(), id.key()));
    List<Version> versions = new ArrayList<>();
    if (key == null) {
      return versions;
    }
    long document = Tables.toNumber(key);
    byte[] current = store.get(Tables.CURRENT, Tables.current(collection.number(), document));
    try (Cursor older =
        store.cursor(
            Tables.HISTORY,
            Tables.history(collection.number(), document, 0),
            Tables.history(collection.number(), document, -1))) {
      while (older.next()) {
        versions.add(decode(collection, older.value()));
      }
    }
    if (current != null) {
      Version version = decode(collection, current);
      versions.removeIf(v -> v.created() >= version.created());
      versions.add(version);
    }
    return versions;
  }

  private Version resolve(
      CollectionState collection, long document, byte[] current, long sequence) {
    if (current != null && Version.decodeCreated(current, "current version") <= sequence) {
      return decode(collection, current);
    }
    return before(collection, document, sequence);
  }

  private Version before(CollectionState collection, long document, long sequence) {
    int number = collection.number();
    try (Cursor ends =
        store.cursor(
            Tables.HISTORY,
            Tables.history(number, document, sequence + 1),
            Tables.history(number, document, -1))) {
      if (!ends.next()) {
        return null;
      }
      Version version = decode(collection, ends.value());
      return version.created() <= sequence ? version : null;
    }
  }

  private static Version decode(CollectionState collection, byte[] bytes) {
    return Version.decode(bytes, collection.schema(), "version in " + collection);
  }

  private static long[] toNumbers(List<byte[]> values) {
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.get(i) == null ? -1 : Tables.toNumber(values.get(i));
    }
    return numbers;
  }
}

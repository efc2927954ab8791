package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Condition;
import dev.perigee.db.engine.Draft;
import dev.perigee.db.engine.Engine;
import dev.perigee.db.engine.Operation;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes to several documents and collections, all or nothing.
///
/// Reads see the state at the beginning of the transaction; its own writes they do not see. If
/// somebody else has changed a document that it writes, its commit is refused with a
/// [ConflictException][dev.perigee.error.ConflictException], and it may be run again. One thread.
public final class Transaction {

  /// Most documents of one transaction.
  public static final int OPERATIONS_MAX = 100_000;

  /// Most bytes of one transaction.
  public static final long BYTES_MAX = 64L << 20;

  private record Key(CollectionState collection, DocumentId id) {}

  private final Engine engine;
  private final long sequence;
  private final Map<Key, Operation> operations = new LinkedHashMap<>();
  private long bytes;

  Transaction(Engine engine, long sequence) {
    this.engine = engine;
    this.sequence = sequence;
  }

  /// A collection as it was when the transaction began.
  ///
  /// @throws NotFoundException if there is none of this name
  public DocumentReader read(String collection) {
    CollectionState state = state(collection);
    return new PinnedReader() {
      @Override
      Moment pin() {
        return new Moment(engine.reader(), state, sequence);
      }

      @Override
      void release(Moment moment) {
        // the transaction holds the pin
      }
    };
  }

  /// Writes a document as a whole.
  public Transaction put(String collection, Document document) {
    CollectionState state = state(collection);
    return add(Operation.write(state, Draft.of(state, document, true), Condition.NONE));
  }

  /// Writes a document if there is none with its id.
  public Transaction putIfAbsent(String collection, Document document) {
    CollectionState state = state(collection);
    return add(Operation.write(state, Draft.of(state, document, true), Condition.ABSENT));
  }

  /// Changes what a document names; the rest stays.
  public Transaction update(String collection, Document changes) {
    CollectionState state = state(collection);
    return add(Operation.write(state, Draft.of(state, changes, false), Condition.PRESENT));
  }

  /// Deletes a document, if there is one.
  public Transaction delete(String collection, Object id) {
    return add(Operation.delete(state(collection), DocumentId.ofValue(id), Condition.NONE));
  }

  private Transaction add(Operation operation) {
    Key key = new Key(operation.collection(), operation.id());
    if (operations.containsKey(key)) {
      throw InvalidRequestException.of(
          "transaction", "one write to each document", "a second one to " + operation.id());
    }
    bytes += operation.draft() == null ? 128 : operation.draft().sizeBytes();
    if (operations.size() == OPERATIONS_MAX || bytes > BYTES_MAX) {
      throw new LimitExceededException(
          "transaction: expected at most %d documents of %d bytes together"
              .formatted(OPERATIONS_MAX, BYTES_MAX));
    }
    operations.put(key, operation);
    return this;
  }

  List<Operation> operations() {
    return new ArrayList<>(operations.values());
  }

  private CollectionState state(String collection) {
    CollectionState state = engine.find(collection);
    if (state == null) {
      throw new NotFoundException("collection: expected one that exists, got " + collection);
    }
    return state;
  }
}

package dev.perigee.db.engine;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A transaction that waits for its commit.
final class PendingCommit {

  /// Not a transaction on a snapshot.
  static final long BLIND = -1;

  private final List<Operation> operations;
  private final long readSequence;
  private final Thread thread = Thread.currentThread();
  private final boolean[] existed;
  private long sequence;
  private RuntimeException failure;
  private volatile boolean done;

  /// @param operations at most one for each document
  /// @param readSequence as of when the writer has read; or [#BLIND]
  PendingCommit(List<Operation> operations, long readSequence) {
    this.operations = operations;
    this.readSequence = readSequence;
    this.existed = new boolean[operations.size()];
  }

  List<Operation> operations() {
    return operations;
  }

  long readSequence() {
    return readSequence;
  }

  long sizeBytes() {
    return operations.stream().mapToLong(Operation::sizeBytes).sum();
  }

  void accept(long newSequence) {
    sequence = newSequence;
  }

  void noteExisted(int operation, boolean documentExisted) {
    existed[operation] = documentExisted;
  }

  void refuse(RuntimeException reason) {
    failure = reason;
  }

  boolean isRefused() {
    return failure != null;
  }

  boolean isDone() {
    return done;
  }

  void complete() {
    done = true;
    LockSupport.unpark(thread);
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  /// What came of it.
  ///
  /// @throws RuntimeException the refusal
  CommitResult result() {
    if (failure != null) {
      throw failure;
    }
    return new CommitResult(sequence, existed);
  }
}

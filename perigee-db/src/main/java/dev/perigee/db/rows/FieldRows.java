package dev.perigee.db.rows;

import dev.perigee.db.document.VectorField;
import dev.perigee.index.FreshIndex;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// All rows of a vector field: the current view over its parts.
///
/// Changed under the commit lock; acquired by any thread without a lock.
public final class FieldRows {

  private volatile VectorField field;
  private final FreshIndex door;
  private volatile FieldView view;

  /// @param parts the newest first; their references are taken over
  public FieldRows(VectorField field, List<RowPart> parts) {
    this.field = field;
    door = FreshIndex.create(field.options());
    view = new FieldView(parts, field.many());
    parts.forEach(RowPart::release);
  }

  /// What the vectors are.
  public VectorField field() {
    return field;
  }

  /// Has new rows indexed in another way. Under the commit lock.
  ///
  /// @param newField for the same vectors
  public void setField(VectorField newField) {
    field = newField;
  }

  /// Checks a vector.
  ///
  /// @param label for the error
  /// @throws dev.perigee.error.InvalidRequestException if it cannot be a row
  public void check(String label, MemorySegment vector) {
    door.check(label, vector);
  }

  /// Rows of all parts, whether they count or not.
  public long count() {
    // acquired, for a part in memory that was sealed meanwhile is closed
    try (FieldView view = acquire()) {
      return view.parts().stream().mapToLong(RowPart::count).sum();
    }
  }

  /// The view of this moment, to be closed by the caller.
  public FieldView acquire() {
    while (true) {
      FieldView current = view;
      if (current.tryAcquire()) {
        return current;
      }
      Thread.onSpinWait(); // it was replaced in between
    }
  }

  /// The parts of this moment. Under the commit lock, which keeps them from being replaced.
  public List<RowPart> parts() {
    return view.parts();
  }

  /// The part that takes new rows, or null if there is none yet. Under the commit lock.
  public FreshPart active() {
    List<RowPart> parts = view.parts();
    return !parts.isEmpty() && parts.getFirst() instanceof FreshPart fresh && !fresh.isFrozen()
        ? fresh
        : null;
  }

  /// Puts an empty part in front, which takes new rows from now on. Under the commit lock.
  ///
  /// @param fresh its reference is taken over
  public void add(FreshPart fresh) {
    List<RowPart> parts = new ArrayList<>(view.parts());
    parts.addFirst(fresh);
    swap(parts);
    fresh.release();
  }

  /// Puts a part in the place of others. Under the commit lock.
  ///
  /// @param replaced parts of the view
  /// @param by their references are taken over
  public void replace(List<? extends RowPart> replaced, List<? extends RowPart> by) {
    List<RowPart> parts = new ArrayList<>();
    boolean placed = false;
    for (RowPart part : view.parts()) {
      if (!replaced.contains(part)) {
        parts.add(part);
      } else if (!placed) {
        parts.addAll(by);
        placed = true;
      }
    }
    swap(parts);
    by.forEach(RowPart::release);
  }

  /// Frees all parts once their last readers are done.
  public void close() {
    swap(List.of());
    door.close();
  }

  private void swap(List<RowPart> parts) {
    FieldView before = view;
    view = new FieldView(parts, field.many());
    before.close();
  }
}

package dev.perigee.formats.parquet;

/// Takes the values of a column, a field of a group or the elements of a list, as they come.
interface Sink {

  /// Takes a value; null where an element or a field is null.
  void accept(Object value);
}

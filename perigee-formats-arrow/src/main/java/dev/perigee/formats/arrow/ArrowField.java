package dev.perigee.formats.arrow;

import java.util.List;

/// A column as the schema describes it.
///
/// @param name of the column
/// @param type of its values
/// @param children of a type that has any
/// @param dictionary how values are looked up; null if they are there themselves
/// @param extension name of the extension type; null for none
record ArrowField(
    String name,
    ArrowType type,
    List<ArrowField> children,
    DictionaryIndex dictionary,
    String extension) {

  /// Where the values of a column are.
  ///
  /// @param id of the dictionary
  /// @param index type of the positions in it
  record DictionaryIndex(long id, ArrowType.Whole index) {}

  ArrowField {
    children = List.copyOf(children);
  }

  /// The field of the dictionary.
  ArrowField ofValues() {
    return new ArrowField(name, type, children, null, extension);
  }
}

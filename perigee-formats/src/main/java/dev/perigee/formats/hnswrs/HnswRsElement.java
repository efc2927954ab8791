package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;

/// What a component is stored as: Rust's name of the type.
final class HnswRsElement {

  private HnswRsElement() {}

  /// @param typeName as the header has it
  /// @param file for the error
  /// @throws InvalidRequestException if it is no number that the crate compares
  static ComponentType of(String typeName, String file) {
    return switch (typeName) {
      case "f32" -> ComponentType.F32;
      case "f64" -> ComponentType.F64;
      case "i16" -> ComponentType.I16;
      case "i32" -> ComponentType.I32;
      case "i64" -> ComponentType.I64;
      case "u8" -> ComponentType.U8;
      case "u16" -> ComponentType.U16;
      case "u32" -> ComponentType.U32;
      case "u64" -> ComponentType.U64;
      default ->
          throw InvalidRequestException.of(
              file, "components of f32, f64, i16 to i64 or u8 to u64", typeName);
    };
  }

  /// True if some values are not exactly a double.
  static boolean isNarrowed(ComponentType type) {
    return type == ComponentType.I64 || type == ComponentType.U64;
  }

  /// True if some values are not exactly a float.
  static boolean isWide(ComponentType type) {
    return switch (type) {
      case F64, I32, U32, I64, U64 -> true;
      case F32, F16, BF16, I8, U8, I16, U16 -> false;
    };
  }
}

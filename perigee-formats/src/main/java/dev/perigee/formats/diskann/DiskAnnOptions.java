package dev.perigee.formats.diskann;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.vector.Metric;

/// What a file of DiskANN does not say of itself, as it was given to the program that built it.
///
/// @param elementType of a component: F32 (`float`), I8 (`int8`) or U8 (`uint8`)
/// @param metric L2, COSINE or INNER_PRODUCT (`mips`)
public record DiskAnnOptions(ComponentType elementType, Metric metric) {

  /// @throws InvalidRequestException if DiskANN does not know one of them
  public DiskAnnOptions {
    switch (elementType) {
      case F32, I8, U8 -> {}
      case F16, BF16, F64, I16, U16, I32, U32, I64, U64 ->
          throw InvalidRequestException.of("elementType", "F32, I8 or U8", elementType);
    }
    switch (metric) {
      case L2, COSINE, INNER_PRODUCT -> {}
      case L1, HAMMING, JACCARD, SORENSEN, HELLINGER, JEFFREYS, JENSEN_SHANNON, HAVERSINE ->
          throw InvalidRequestException.of("metric", "L2, COSINE or INNER_PRODUCT", metric);
      case PEARSON, CUSTOM ->
          throw InvalidRequestException.of("metric", "L2, COSINE or INNER_PRODUCT", metric);
    }
  }

  /// How DiskANN calls the type.
  String elementName() {
    return switch (elementType) {
      case I8 -> "int8";
      case U8 -> "uint8";
      case F32, F16, BF16, F64, I16, U16, I32, U32, I64, U64 -> "float";
    };
  }

  /// How DiskANN calls the metric.
  String metricName() {
    return metric == Metric.INNER_PRODUCT ? "mips" : metric == Metric.COSINE ? "cosine" : "l2";
  }
}

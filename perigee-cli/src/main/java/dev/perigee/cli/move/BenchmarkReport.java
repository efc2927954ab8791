package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.hdf5.BenchmarkDataset;
import dev.perigee.formats.hdf5.BenchmarkDescription;
import dev.perigee.formats.hdf5.BenchmarkFile;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an HDF5 file of ann-benchmarks holds.
final class BenchmarkReport {

  private BenchmarkReport() {}

  static void add(Path path, Map<String, Object> lines) {
    try (BenchmarkFile file = BenchmarkFile.open(path)) {
      BenchmarkDescription description = file.description();
      List<BenchmarkDataset> datasets = file.datasets();
      List<String> oddities = new ArrayList<>();
      lines.put("kind", "HDF5");
      if (datasets.stream().anyMatch(dataset -> dataset.name().equals("train"))) {
        addVectors(file, lines, oddities);
      } else {
        oddities.add("no data set train, which ann-benchmarks has");
      }
      lines.put("metric", description.metric() == null ? "" : description.metric().name());
      lines.put("attributes", description.attributes());
      lines.put("datasets", datasets.stream().map(BenchmarkReport::object).toList());
      if (description.distance().isEmpty()) {
        oddities.add("no attribute says the distance");
      } else if (description.metric() == null) {
        oddities.add("the distance " + description.distance() + " is none of Perigee's");
      }
      lines.put("oddities", oddities);
    }
  }

  private static void addVectors(
      BenchmarkFile file, Map<String, Object> lines, List<String> oddities) {
    try {
      VectorSource train = file.vectors("train");
      lines.put("rows", train.count());
      lines.put("dimension", train.dimension());
      lines.put("offered_as", train.elementType().name());
    } catch (InvalidRequestException e) {
      oddities.add("train is not read: " + e.getMessage());
    }
  }

  private static Map<String, Object> object(BenchmarkDataset dataset) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", dataset.name());
    object.put("shape", dataset.shape());
    object.put("element", dataset.type());
    object.put("layout", dataset.layout());
    if (!dataset.filters().isEmpty()) {
      object.put("packed", dataset.filters());
    }
    return object;
  }
}

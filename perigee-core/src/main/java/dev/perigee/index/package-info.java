/// The public face of the engine: build an index from vectors, write it, open it, search it.
///
/// ```java
/// IndexOptions options = IndexOptions.of(384, Metric.COSINE);
/// try (IndexBuilder builder = VectorIndex.builder(options)) {
///   builder.add(42, vector);
///   builder.write(path);
/// }
/// try (VectorIndex index = VectorIndex.open(path)) {
///   List<Hit> hits = index.search(query, SearchOptions.nearest(10)).hits();
/// }
/// ```
package dev.perigee.index;

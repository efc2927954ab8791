package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Where the records are in a document of JSON.
///
/// | document | records |
/// |---|---|
/// | a list | its entries |
/// | `result.points`, `points` (Qdrant), `vectors`, `matches` (Pinecone) | the entries of that list |
/// | `rows`, `data` (Milvus, OpenAI), `objects` (Weaviate), `hits.hits` (Elasticsearch) | the same |
/// | `vectors` with an object for each id (Pinecone) | its values |
/// | `ids` beside `embeddings`, `documents` or `metadatas` (Chroma) | a column each, side by side |
/// | any other | the document itself |
///
/// @param kind how they lie
/// @param path the keys that lead to them
/// @param columns the lists of a columnar document
record JsonShape(Kind kind, List<String> path, Set<String> columns) {

  /// How records lie in a document.
  enum Kind {
    /// Entries of a list.
    LIST,
    /// Values of an object, by their ids.
    MAP,
    /// Lists side by side.
    COLUMNS,
    /// One record.
    SINGLE
  }

  private static final Set<String> LISTS =
      Set.of(
          "points", "rows", "vectors", "data", "objects", "matches", "records", "result", "hits");
  private static final Set<String> FOLDS = Set.of("result", "hits");
  private static final Set<String> IDS = Set.of("id", "_id", "key", "pk", "uuid");

  /// The lists of a columnar document, and what an entry is to its record.
  static final String COLUMN_OF_IDS = "ids";

  private static final Set<String> COLUMNS_OF_CHROMA =
      Set.of("ids", "embeddings", "documents", "metadatas", "uris", "data");

  /// Finds out, reading as far as needed.
  ///
  /// @param parser at the beginning of the document
  static JsonShape of(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      JsonToken entry = parser.nextToken();
      boolean isList =
          entry == JsonToken.START_OBJECT
              || entry == JsonToken.START_ARRAY
              || entry == JsonToken.END_ARRAY;
      return new JsonShape(isList ? Kind.LIST : Kind.SINGLE, List.of(), Set.of());
    }
    Set<String> lists = new LinkedHashSet<>();
    JsonShape found = first == JsonToken.START_OBJECT ? inside(parser, List.of(), lists) : null;
    if (found != null) {
      return found;
    }
    boolean columnar =
        lists.contains(COLUMN_OF_IDS)
            && (lists.contains("embeddings")
                || lists.contains("documents")
                || lists.contains("metadatas"));
    lists.retainAll(COLUMNS_OF_CHROMA);
    return new JsonShape(columnar ? Kind.COLUMNS : Kind.SINGLE, List.of(), lists);
  }

  /// Looks through an object whose beginning was taken.
  ///
  /// @param lists receives the names of its lists
  /// @return null if there are no records in it, and the parser is behind it
  private static JsonShape inside(JsonParser parser, List<String> path, Set<String> lists)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      List<String> inner = new ArrayList<>(path);
      inner.add(name);
      if (path.isEmpty() && IDS.contains(name)) {
        return new JsonShape(Kind.SINGLE, List.of(), Set.of());
      }
      JsonShape found = null;
      if (value == JsonToken.START_ARRAY) {
        found = list(parser, inner, lists);
      } else if (value == JsonToken.START_OBJECT) {
        found = object(parser, inner);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static JsonShape list(JsonParser parser, List<String> path, Set<String> lists)
      throws IOException {
    String name = path.getLast();
    JsonToken entry = parser.nextToken();
    if (LISTS.contains(name) && entry == JsonToken.START_OBJECT) {
      return new JsonShape(Kind.LIST, path, Set.of());
    }
    if (LISTS.contains(name) && entry == JsonToken.END_ARRAY && !name.equals("data")) {
      return new JsonShape(Kind.LIST, path, Set.of());
    }
    lists.add(name);
    while (entry != null && entry != JsonToken.END_ARRAY) {
      parser.skipChildren();
      entry = parser.nextToken();
    }
    return null;
  }

  private static JsonShape object(JsonParser parser, List<String> path) throws IOException {
    if (FOLDS.contains(path.getLast()) && path.size() == 1) {
      return inside(parser, path, new LinkedHashSet<>());
    }
    if (!path.getLast().equals("vectors")) {
      parser.skipChildren();
      return null;
    }
    JsonToken entry = parser.nextToken();
    if (entry == JsonToken.END_OBJECT || parser.nextToken() == JsonToken.START_OBJECT) {
      return new JsonShape(Kind.MAP, path, Set.of());
    }
    parser.skipChildren();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      parser.nextToken();
      parser.skipChildren();
    }
    return null;
  }
}

package dev.perigee.cli;

import dev.perigee.index.DamagedPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How damage of an index file is told.
final class DamageLines {

  private static final int TEXTS_MAX = 50;

  private DamageLines() {}

  /// A line for each part; of many, the first.
  static List<String> texts(List<DamagedPart> parts) {
    List<String> texts = new ArrayList<>();
    for (DamagedPart part : parts.subList(0, Math.min(TEXTS_MAX, parts.size()))) {
      String rows =
          part.toRow() == 0 ? "" : " (rows %,d to %,d)".formatted(part.fromRow(), part.toRow() - 1);
      texts.add(
          "%-15s %,d bytes at byte %,d: %s%s"
              .formatted(
                  part.section(), part.lengthBytes(), part.offsetBytes(), cause(part), rows));
    }
    if (parts.size() > TEXTS_MAX) {
      texts.add("and %,d more".formatted(parts.size() - TEXTS_MAX));
    }
    return texts;
  }

  private static String cause(DamagedPart part) {
    return switch (part.cause()) {
      case CHANGED -> "changed";
      case CUT_OFF -> "cut off";
      case UNPROVEN -> "there, but their checksums are cut off";
      case REPAIRED -> "a byte changed, which its checksum tells";
      case TOO_MANY -> "too many";
    };
  }

  /// An object for each part.
  static List<Map<String, Object>> objects(List<DamagedPart> parts) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (DamagedPart part : parts) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("section", part.section());
      object.put("cause", part.cause().name().toLowerCase(Locale.ROOT));
      object.put("offset", part.offsetBytes());
      object.put("bytes", part.lengthBytes());
      if (part.toRow() > 0) {
        object.put("from_row", part.fromRow());
        object.put("to_row", part.toRow());
      }
      objects.add(object);
    }
    return objects;
  }
}

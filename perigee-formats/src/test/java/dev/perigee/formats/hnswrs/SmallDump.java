package dev.perigee.formats.hnswrs;

import dev.perigee.formats.foreign.FixtureBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The bytes of a dump of a few points `(i, i + 1)`, each linked to the one before and after: any
/// version, any type. All points are in layer 0 but the last, which is in layer 2.
final class SmallDump {

  static final int POINTS = 5;
  static final int DIMENSION = 2;

  int magic = 0x002a6779;
  int mode = 1;
  int connections = 16;
  boolean narrowCounts;
  int points = POINTS;
  String distance = "anndists::dist::distances::DistL2";
  String element = "f32";

  private final ByteBuffer out = FixtureBytes.littleEndian(new byte[1 << 14]);

  byte[] graph() {
    out.clear();
    out.putInt(magic).put((byte) mode).put((byte) connections);
    if (magic == 0x002a6779) {
      out.putDouble(0.36);
    }
    out.put((byte) 16).putLong(64).putLong(points).putLong(points == 0 ? 0 : DIMENSION);
    text(distance);
    text(element);
    out.put((byte) 16);
    for (int layer = 0; layer < 16; layer++) {
      int inLayer = points == 0 ? 0 : layer == 0 ? points - 1 : layer == 2 ? 1 : 0;
      out.putInt(0x000a676f).putLong(inLayer);
      for (int rank = 0; rank < inLayer; rank++) {
        point(layer == 2 ? points - 1 : rank);
      }
    }
    if (points > 0) {
      place(points - 1);
    }
    return taken();
  }

  private void point(int node) {
    out.putInt(0x000a678f);
    place(node);
    for (int list = 0; list < 16; list++) {
      int before = list == 0 && node > 0 ? 1 : 0;
      int after = list == 0 && node < points - 1 ? 1 : 0;
      // In layer 1 a list that names a point below it, as the crate leaves them.
      int stray = list == 1 && node == points - 1 ? 1 : 0;
      int count = before + after + stray;
      if (narrowCounts) {
        out.put((byte) count);
      } else {
        out.putLong(count);
      }
      if (before + stray > 0) {
        place(node - 1);
        out.putFloat(1.4f);
      }
      if (after > 0) {
        place(node + 1);
        out.putFloat(1.4f);
      }
    }
  }

  private void place(int node) {
    boolean top = node == points - 1;
    out.putLong(id(node)).put((byte) (top ? 2 : 0)).putInt(top ? 0 : node);
  }

  static long id(int node) {
    return 100L + node;
  }

  byte[] data() {
    out.clear();
    out.putInt(0xa67f0000).putLong(points == 0 ? 0 : DIMENSION);
    boolean counted = magic == 0x002a677f;
    for (int node = 0; node < points; node++) {
      int width = width();
      out.putInt(0xa67f0000).putLong(id(node));
      out.putLong(DIMENSION * width + (counted ? 8 : 0));
      if (counted) {
        out.putLong(DIMENSION);
      }
      component(node);
      component(node + 1);
    }
    return taken();
  }

  private int width() {
    return element.equals("u8") ? 1 : Integer.parseInt(element.substring(1)) / 8;
  }

  private void component(int value) {
    switch (element) {
      case "f32" -> out.putFloat(value);
      case "f64" -> out.putDouble(value);
      case "u8" -> out.put((byte) value);
      case "i16", "u16" -> out.putShort((short) value);
      case "i32", "u32" -> out.putInt(value);
      default -> out.putLong(value);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putLong(bytes.length).put(bytes);
  }

  private byte[] taken() {
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  Path write(Path name) {
    return HnswRsFixture.write(name, graph(), data());
  }
}

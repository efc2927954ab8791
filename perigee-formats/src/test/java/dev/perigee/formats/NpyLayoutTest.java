package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.UnsupportedVersionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyLayoutTest {

  @TempDir Path folder;

  /// An array of zeros behind a header as NumPy writes it.
  static byte[] npy(String descr, String fortranOrder, String shape, int dataBytes) {
    return npy(
        1,
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(descr, fortranOrder, shape),
        dataBytes);
  }

  private static byte[] npy(int major, String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(NpyLayout.magic()).put((byte) major).put((byte) 0);
    if (major == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text);
    byte[] whole = new byte[bytes.position() + dataBytes];
    System.arraycopy(bytes.array(), 0, whole, 0, bytes.position());
    return whole;
  }

  private VectorFile open(byte[] bytes) {
    return VectorFile.open(Fixtures.write(folder.resolve("x.npy"), bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
        "{'descr':'<f4','fortran_order':False,'shape':(2,3)}",
        "  {\"shape\" : ( 2L , 3L, ) , \"descr\" : \"f4\" , 'fortran_order': False}   \n",
        "{'shape': (2, 3),\n 'fortran_order': False,\n\t'descr': '=f4',\r\n}\n"
      })
  void readsEveryWayToWriteTheSameHeader(String header) {
    for (int major = 1; major <= 3; major++) {
      try (VectorFile file = open(npy(major, header, 24))) {
        assertThat(file.count()).isEqualTo(2);
        assertThat(file.dimension()).isEqualTo(3);
      }
    }
  }

  @Test
  void takesOneAxisForRowsOfDimensionOne() {
    byte[] bytes = npy("<f4", "True", "(5,)", 20);
    Fixtures.littleEndian(bytes).putFloat(bytes.length - 8, 2.5f);
    try (VectorFile file = open(bytes)) {
      assertThat(file.count()).isEqualTo(5);
      assertThat(file.dimension()).isEqualTo(1);
      assertThat(Fixtures.read(file)).isDeepEqualTo(new float[][] {{0}, {0}, {0}, {2.5f}, {0}});
    }
  }

  @Test
  void narrowsDoublesToTheNearestFloat() {
    byte[] bytes = npy("<f8", "False", "(1, 3)", 24);
    ByteBuffer data = Fixtures.littleEndian(bytes);
    data.putDouble(bytes.length - 24, 0.1).putDouble(bytes.length - 16, -1e300);
    data.putDouble(bytes.length - 8, 1e-300);
    try (VectorFile file = open(bytes)) {
      assertThat(Fixtures.read(file, 0)).containsExactly(0.1f, Float.NEGATIVE_INFINITY, 0f);
    }
  }

  @Test
  void acceptsNoRowsButNoEmptyRows() {
    try (VectorFile file = open(npy("<f4", "False", "(0, 7)", 0))) {
      assertThat(file.count()).isZero();
      assertThat(file.dimension()).isEqualTo(7);
    }
    assertThatThrownBy(() -> open(npy("<f4", "False", "(7, 0)", 0)))
        .isInstanceOf(CorruptionException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999, 999999999999999999)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 1073741824)}",
        "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}",
        "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"
      })
  void reportsADamagedHeader(String header) {
    assertThatThrownBy(() -> open(npy(1, header, 24))).isInstanceOf(CorruptionException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"|O", "<U8", "|S4", "<c8", "|V4", "<f16", "|b1", "", "float8", "<M8"})
  void refusesTypesThatAreNoNumbersItKnows(String descr) {
    assertThatThrownBy(() -> open(npy(descr, "False", "(2, 3)", 24)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("descr");
  }

  @ParameterizedTest
  @ValueSource(strings = {"()", "(1, 2, 3)", "(1, 1, 1, 1, 1, 1)"})
  void refusesOtherShapes(String shape) {
    assertThatThrownBy(() -> open(npy("<f4", "False", shape, 24)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("shape");
  }

  @Test
  void refusesVersionsLengthsAndSizesOutOfRange() {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 65537)}";
    assertThatThrownBy(() -> open(npy(1, header, 2 * 65537)))
        .isInstanceOf(LimitExceededException.class);
    assertThatThrownBy(() -> open(npy(4, header, 2 * 65537)))
        .isInstanceOf(UnsupportedVersionException.class);
    assertThatThrownBy(() -> open(npy(0, header, 2 * 65537)))
        .isInstanceOf(CorruptionException.class);
    byte[] longHeader = npy(2, " ".repeat((1 << 20) + 1) + header, 0);
    assertThatThrownBy(() -> open(longHeader))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("1 MiB");
    byte[] beyond = npy(2, header, 0);
    Fixtures.littleEndian(beyond).putInt(8, -1);
    assertThatThrownBy(() -> open(beyond)).isInstanceOf(CorruptionException.class);
    Path other = Fixtures.write(folder.resolve("y.npy"), new byte[100]);
    assertThatThrownBy(() -> VectorFile.open(other)).isInstanceOf(CorruptionException.class);
  }
}

package dev.perigee.formats.hdf5;

/// The header of a group or a data set as it is written: messages between a head and a checksum.
///
/// Source: HDF5 File Format Specification, version 3.0: object headers of version 2 (IV.A.1.b) and
/// the messages of section IV.A.2.
final class HdfObject {

  private static final int TEXT_REFERENCE_BYTES = 16;

  private final HdfBytes messages = new HdfBytes();

  private HdfObject() {}

  /// A group whose links are in its header.
  static HdfObject group() {
    HdfObject group = new HdfObject();
    group.add(0x02, new HdfBytes().u8(0, 0).u64(HdfBytes.NOWHERE).u64(HdfBytes.NOWHERE));
    group.add(0x0a, new HdfBytes().u8(0, 0));
    return group;
  }

  /// A matrix whose rows lie one behind the other.
  static HdfObject matrix(NumberKind kind, long rows, int columns, long address) {
    HdfObject matrix = new HdfObject();
    matrix.add(0x01, shape(rows, columns));
    matrix.add(0x03, kind.description());
    matrix.add(0x05, new HdfBytes().u8(3, 0x0a)); // filled late, with what somebody sets
    long sizeBytes = rows * columns * kind.bytes();
    long start = sizeBytes == 0 ? HdfBytes.NOWHERE : address;
    matrix.add(0x08, new HdfBytes().u8(3, 1).u64(start).u64(sizeBytes)); // 1 is contiguous
    return matrix;
  }

  /// Names an object of a group.
  void link(String name, long address) {
    add(0x06, new HdfBytes().u8(1, 0, name.length()).text(name).u64(address));
  }

  /// Says something of the object in a whole number.
  void attribute(String name, long number) {
    attribute(name, NumberKind.I64.description(), new HdfBytes().u64(number));
  }

  /// Says something of the object in words, which are in a heap: a string of a fixed length is one
  /// of bytes to h5py.
  void attribute(String name, HdfTexts texts, String text) {
    HdfBytes letter = new HdfBytes().u8(0x13, 0x10, 0, 0).u32(1); // of UTF-8
    HdfBytes type = new HdfBytes().u8(0x19, 1, 1, 0).u32(TEXT_REFERENCE_BYTES).add(letter);
    attribute(name, type, texts.add(text));
  }

  private void attribute(String name, HdfBytes type, HdfBytes value) {
    HdfBytes shape = shape();
    HdfBytes attribute = new HdfBytes().u8(3, 0);
    attribute.u16(name.length() + 1).u16(type.size()).u16(shape.size());
    attribute.u8(0).text(name).u8(0).add(type).add(shape).add(value);
    add(0x0c, attribute);
  }

  /// A shape; that of a single number if there are no sizes.
  private static HdfBytes shape(long... sizes) {
    HdfBytes shape = new HdfBytes().u8(2, sizes.length, 0, sizes.length == 0 ? 0 : 1);
    for (long size : sizes) {
      shape.u64(size);
    }
    return shape;
  }

  private void add(int type, HdfBytes content) {
    messages.u8(type).u16(content.size()).u8(0).add(content);
  }

  /// The header as it lies in the file.
  byte[] toArray() {
    HdfBytes header = new HdfBytes().text("OHDR").u8(2, 2); // version 2, the size in four bytes
    return header.u32(messages.size()).add(messages).checksum().toArray();
  }
}

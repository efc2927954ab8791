package dev.perigee.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;

/// Makes kernels for one shape of codes each.
///
/// The shape is a constant of the class: the compiler unrolls loops over a code completely and
/// drops their checks, which is worth a third of the time. So each shape gets a class of its own, a
/// hidden copy of [VectorInt4Kernel]; shapes beyond a bound, and what has no such kernel, share the
/// general one.
public final class CodeKernelFactory {

  private static final int CLASSES_MAX = 64;
  private static final ConcurrentHashMap<CodeShape, BulkCodeKernel> KERNELS =
      new ConcurrentHashMap<>();

  private CodeKernelFactory() {}

  /// The fastest kernel for a shape.
  public static BulkCodeKernel kernel(CodeShape shape) {
    BulkCodeKernel known = KERNELS.get(shape);
    if (known != null) {
      return known;
    }
    CodeKernels kernels = CodeKernels.best();
    boolean specialised =
        kernels instanceof VectorCodeKernels
            && KERNELS.size() < CLASSES_MAX
            && shape.kind() == dev.perigee.vector.CodeKind.INT4;
    BulkCodeKernel made = specialised ? specialised(shape) : new GeneralCodeKernel(kernels, shape);
    BulkCodeKernel first = KERNELS.size() < CLASSES_MAX ? KERNELS.putIfAbsent(shape, made) : null;
    return first == null ? made : first;
  }

  private static BulkCodeKernel specialised(CodeShape shape) {
    String name = VectorInt4Kernel.class.getSimpleName() + ".class";
    try (InputStream in = CodeKernelFactory.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("expected the class file of " + name);
      }
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), shape, true);
      return (BulkCodeKernel) lookup.lookupClass().getDeclaredConstructor().newInstance();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("expected a kernel for " + shape, e);
    }
  }
}

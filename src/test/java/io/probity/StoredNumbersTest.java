package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * While replicas are replaced one by one, an older one reads what a newer one has written. So every
 * enum that is read by number makes something of each number that fits its column.
 */
class StoredNumbersTest {
  private static final List<Class<?>> STORED =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("io.probity")
              .stream()
              .filter(JavaClass::isEnum)
              .filter(each -> each.tryGetMethod("ofNumber", int.class).isPresent())
              .<Class<?>>map(JavaClass::reflect)
              .toList();

  private static Object ofNumber(Class<?> type, int number) {
    try {
      Method method = type.getDeclaredMethod("ofNumber", int.class);
      method.setAccessible(true);
      Object found = method.invoke(null, number);
      return found instanceof Optional<?> maybe ? maybe : Optional.of(found);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(number + " of " + type, e);
    }
  }

  private static int number(Enum<?> constant) {
    try {
      Method method = constant.getDeclaringClass().getDeclaredMethod("number");
      method.setAccessible(true);
      return (int) method.invoke(constant);
    } catch (NoSuchMethodException stored) {
      return constant.ordinal();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(constant.toString(), e);
    }
  }

  @Test
  void areFound() {
    assertThat(STORED)
        .extracting(Class::getSimpleName)
        .containsExactlyInAnyOrder(
            "DeliveryState",
            "FailureClass",
            "Kind",
            "ObservedState",
            "PeriodState",
            "Resolution",
            "State",
            "Verdict");
  }

  @TestFactory
  Stream<DynamicTest> standForThemselves() {
    return STORED.stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getSimpleName(),
                    () ->
                        assertThat(type.getEnumConstants())
                            .allSatisfy(
                                each ->
                                    assertThat(ofNumber(type, number((Enum<?>) each)))
                                        .isEqualTo(Optional.of(each)))));
  }

  @TestFactory
  Stream<DynamicTest> areNeverRefused() {
    return STORED.stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getSimpleName(),
                    () -> {
                      List<Object> constants = Arrays.asList(type.getEnumConstants());
                      for (int number = Short.MIN_VALUE; number <= Short.MAX_VALUE; number++) {
                        Optional<?> found = (Optional<?>) ofNumber(type, number);
                        found.ifPresent(each -> assertThat(constants).contains(each));
                      }
                    }));
  }
}

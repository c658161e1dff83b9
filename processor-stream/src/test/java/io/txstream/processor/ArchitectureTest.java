package io.txstream.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.txstream.testsupport.ArchitectureRules;

@AnalyzeClasses(packages = "io.txstream.processor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests shared = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule stagesAreSiblings = slices().matching("io.txstream.processor.(admission|dedupe|delay)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule guaranteesKnowNoSpring = noClasses()
            .that()
            .resideInAnyPackage("..flow", "..admission", "..dedupe", "..delay", "..progress", "..metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");
}

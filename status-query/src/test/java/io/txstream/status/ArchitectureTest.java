package io.txstream.status;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.txstream.testsupport.ArchitectureRules;

@AnalyzeClasses(packages = "io.txstream.status", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests shared = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule httpUsesNeitherKafkaNorTheDatabase = ArchitectureRules.usesNeitherKafkaNorTheDatabase(
            resideInAPackage("io.txstream.status.web..").or(simpleNameEndingWith("Routes")));

    @ArchTest
    static final ArchRule projectionDependsNeitherOnTheLookupsNorOnHttp = noClasses()
            .that()
            .resideInAPackage("io.txstream.status.projection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.txstream.status.lookup..", "io.txstream.status.lists..", "io.txstream.status.web..");
}

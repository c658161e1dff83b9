package io.txstream.ingest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.txstream.testsupport.ArchitectureRules;

@AnalyzeClasses(packages = "io.txstream.ingest", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests shared = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule onlyTheLogAndItsWiringUseKafka =
            ArchitectureRules.usesNeitherKafkaNorTheDatabase(not(belongToAnyOf(
                    KafkaTransactionLog.class,
                    CurrentProducer.class,
                    KafkaProbe.class,
                    ProducerSettings.class,
                    KafkaWiring.class)));
}

package io.txstream.testsupport;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that every module keeps. A module applies them with {@code ArchTests.in(ArchitectureRules.class)} in an
 * {@code ArchitectureTest} of its own.
 */
public final class ArchitectureRules {

    /** Packages of our modules, and the packages of ours that each may use. A module that is not listed here fails. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            "contract", List.of(),
            "service", List.of("contract"),
            "ingest", List.of("service", "contract"),
            "processor", List.of("service", "contract"),
            "status", List.of("service", "contract"),
            "broker", List.of(),
            "embedded", List.of("broker", "contract"),
            "testservers", List.of("embedded", "testsupport"),
            "local", List.of("embedded", "broker", "contract"));

    private static final Set<String> CLOCK_OR_RANDOMNESS = Set.of(
            "java.lang.Math.random",
            "java.security.SecureRandom.<init>",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Clock.systemUTC",
            "java.time.Clock.tickMillis",
            "java.time.Clock.tickMinutes",
            "java.time.Clock.tickSeconds",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.system",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.LocalTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.InstantSource.system",
            "java.util.Collections.shuffle",
            "java.util.Date.<init>",
            "java.util.Random.<init>",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "org.apache.kafka.common.Uuid.randomUuid");

    /** These drive operating system processes, for which only the real clock and really free ports exist. */
    private static final String[] PROCESS_DRIVERS = {"io.txstream.embedded..", "io.txstream.local.."};

    private static final String[] KAFKA_AND_DATABASE = {
        "org.apache.kafka..", "org.springframework.kafka..", "io.r2dbc..", "org.springframework.r2dbc.."
    };

    private ArchitectureRules() {}

    @ArchTest
    static final ArchRule modulesFollowTheArrows = classes().should(followTheArrows());

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.txstream.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule contractKnowsNoSpring = noClasses()
            .that()
            .resideInAPackage("io.txstream.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noClockAndNoRandomnessOutsideTheWiring = noClasses()
            .that(areNotWiring())
            .and()
            .resideOutsideOfPackages(PROCESS_DRIVERS)
            .should()
            .accessTargetWhere(isClockOrRandomness())
            .allowEmptyShould(true);

    /** Returns the rule for the HTTP code of a module, which must not use Kafka or the database itself. */
    public static ArchRule usesNeitherKafkaNorTheDatabase(DescribedPredicate<JavaClass> httpCode) {
        return noClasses().that(httpCode).should().dependOnClassesThat(resideInAnyPackage(KAFKA_AND_DATABASE));
    }

    private static DescribedPredicate<JavaClass> areNotWiring() {
        String configuration = "org.springframework.context.annotation.Configuration";
        return describe("are not Spring configuration", type -> !type.isMetaAnnotatedWith(configuration));
    }

    private static DescribedPredicate<JavaAccess<?>> isClockOrRandomness() {
        return describe(
                "the target is a clock or a source of randomness",
                access -> CLOCK_OR_RANDOMNESS.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }

    private static ArchCondition<JavaClass> followTheArrows() {
        return new ArchCondition<>("use only the modules that their own module may use") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String module = module(type);
                List<String> allowed = ARROWS.get(module);
                if (allowed == null) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " belongs to a module that ARROWS does not list"));
                    return;
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(use -> use.getTargetClass().getPackageName().startsWith("io.txstream."))
                        .filter(use -> !module.equals(module(use.getTargetClass())))
                        .filter(use -> !allowed.contains(module(use.getTargetClass())))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
            }
        };
    }

    private static String module(JavaClass type) {
        return type.getPackageName().split("\\.", 4)[2];
    }
}

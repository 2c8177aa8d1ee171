package io.trailwatch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.replay.Replay;

/** Which package may know which. */
@AnalyzeClasses(packages = "io.trailwatch", importOptions = ArchitectureTest.Product.class)
class ArchitectureTest {
    /** What ships: where the app's and the connector's main classes lie, not those of tests. */
    static final class Product implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains(place(Replay.class)) || location.contains(place(Archive.class));
        }

        private static String place(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation().getPath();
        }
    }

    private static final String KAFKA = "org.apache.kafka..";

    @ArchTest
    static final ArchRule recordsAndArchivesNeedTheJdkAndJacksonOnly = classes()
            .that()
            .resideInAnyPackage("io.trailwatch.ingest.record..", "io.trailwatch.ingest.archive")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.fasterxml.jackson.core..",
                    "org.jspecify..",
                    "io.trailwatch.ingest.record..",
                    "io.trailwatch.ingest.archive");

    @ArchTest
    static final ArchRule summariesKnowNothingOfKafka = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.trailwatch.summary", "io.trailwatch.render..", "io.trailwatch.geo..", "io.trailwatch.abused..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(KAFKA);

    @ArchTest
    static final ArchRule summariesKnowOnlyRecords = noClasses()
            .that()
            .resideInAPackage("io.trailwatch.summary")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.trailwatch.render..",
                    "io.trailwatch.topology..",
                    "io.trailwatch.summary.store..",
                    "io.trailwatch.query..",
                    "io.trailwatch.http..",
                    "io.trailwatch.cli..");

    @ArchTest
    static final ArchRule renderersKnowSummariesOnly = classes()
            .that()
            .resideInAPackage("io.trailwatch.render..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "de.siegmar..",
                    "io.trailwatch.summary",
                    "io.trailwatch.render..");

    @ArchTest
    static final ArchRule queriesKnowNothingOfHttp = noClasses()
            .that()
            .resideInAnyPackage("io.trailwatch.query..", "io.trailwatch.summary..", "io.trailwatch.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.trailwatch.http..", "io.javalin..");

    @ArchTest
    static final ArchRule nothingKnowsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("io.trailwatch.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.trailwatch.cli..");

    @ArchTest
    static final ArchRule theConnectorKnowsNothingOfTheApp = noClasses()
            .that()
            .resideInAPackage("io.trailwatch.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.trailwatch.summary..",
                    "io.trailwatch.topology..",
                    "io.trailwatch.broker..",
                    "io.trailwatch.config..",
                    "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.trailwatch.(**)").should().beFreeOfCycles();
}

package io.voider;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.voider.ns.KernelClock;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.disk.FileTrouble;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house's rules about who may lean on whom, as the design page's table has them. */
class ArchitectureTest {
    private static final JavaClasses VOIDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.voider");

    @Test
    void modulesDependDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.voider.cli..")
                .layer("nat")
                .definedBy("io.voider.nat..")
                .layer("rtp")
                .definedBy("io.voider.rtp..")
                .layer("sip")
                .definedBy("io.voider.sip..")
                .layer("transport")
                .definedBy("io.voider.transport..")
                .layer("ns")
                .definedBy("io.voider.ns..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("nat")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("rtp")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("sip")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("transport")
                .mayOnlyBeAccessedByLayers("cli", "nat", "rtp")
                .whereLayer("ns")
                .mayOnlyBeAccessedByLayers("cli", "transport")
                .check(VOIDER);
    }

    @Test
    void onlyTheGroundFloorCallsNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.voider.ns..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai.jffi..")
                .check(VOIDER);
    }

    @Test
    void theGroundFloorKnowsNothingButJnrAndTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.voider.ns..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.voider.ns..", "jnr..", "com.kenai.jffi..", "java..", "org.jspecify..")
                .check(VOIDER);
    }

    /** Values for addresses are no sockets: they may be named everywhere. */
    private static final DescribedPredicate<JavaClass> ADDRESSES = new DescribedPredicate<>("address values") {
        @Override
        public boolean test(JavaClass type) {
            return type.getPackageName().equals("java.net")
                    && (type.getSimpleName().startsWith("Inet")
                            || type.getSimpleName().equals("UnknownHostException"));
        }
    };

    @Test
    void sipKnowsNothingButBuffersAndCodecs() {
        classes()
                .that()
                .resideInAPackage("io.voider.sip..")
                .should()
                .onlyDependOnClassesThat(ADDRESSES.or(resideInAnyPackage(
                        "io.voider.sip..",
                        "io.netty.buffer..",
                        "io.netty.channel..",
                        "io.netty.handler.codec..",
                        "io.netty.util..",
                        "java.lang..",
                        "java.util..",
                        "java.security..",
                        "java.nio..",
                        "java.time..",
                        "java.io..",
                        "org.jspecify..")))
                .check(VOIDER);
    }

    /** Those among the pure rooms of nat that carry out what the others decide. */
    private static final DescribedPredicate<JavaClass> NAT_SHELLS = new DescribedPredicate<>("shells of nat") {
        private static final Set<String> NAMES = Set.of(
                "RouterPort",
                "GatewayHttp",
                "StunTurnServer",
                "StunTurnService",
                "TurnStreams",
                "RelaySockets",
                "Outbox",
                "FullNode");

        @Override
        public boolean test(JavaClass type) {
            return NAMES.stream().anyMatch(name -> type.getName().matches(".*\\." + name + "(\\$.*)?"));
        }
    };

    @Test
    void pureCoresReadNoClockAndStartNoThread() {
        noClasses()
                .that(resideInAnyPackage(
                                "io.voider.sip..",
                                "io.voider.nat.stun..",
                                "io.voider.nat.ice..",
                                "io.voider.nat.turn",
                                "io.voider.nat.turn.client..",
                                "io.voider.nat.turn.server..",
                                "io.voider.nat.portmap..",
                                "io.voider.nat.rendezvous.seal..",
                                "io.voider.nat.rendezvous.signup.openpgp..",
                                "io.voider.nat.rendezvous.signup.bitcoin..")
                        .and(not(NAT_SHELLS)))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("java.net", "java.nio.channels..", "io.netty.channel.epoll..")
                        .and(not(ADDRESSES)))
                .check(VOIDER);
    }

    /** Who needs the time in nat is given it by whoever assembles; see io.voider.nat. */
    @Test
    void natReadsNoClockOfItsOwn() {
        noClasses()
                .that()
                .resideInAPackage("io.voider.nat..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(VOIDER);
    }

    /** The exchange decides; who calls it brings the time and sends what it says. */
    @Test
    void theExchangesHeartReadsNoClockAndOpensNoSocket() {
        noClasses()
                .that()
                .resideInAPackage("io.voider.cli.exchange..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat(
                        resideInAnyPackage("java.net", "java.nio.channels..", "java.nio.file..", "io.netty.channel..")
                                .and(not(ADDRESSES)))
                .check(VOIDER);
    }

    /** What phones are told is decided here; the node's own room has the channel, the disk and the clock. */
    @Test
    void thePhonesServicesReadNoClockAndOpenNoSocket() {
        noClasses()
                .that()
                .resideInAPackage("io.voider.cli.phone..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(KernelClock.class, "status")
                .orShould()
                .dependOnClassesThat(
                        resideInAnyPackage("java.net", "java.nio.channels..", "java.nio.file..", "io.netty.channel..")
                                .and(not(ADDRESSES)))
                .check(VOIDER);
    }

    /**
     * What Java, Netty and others say of their failures is for programmers. Two classes turn it into words for people; and {@code
     * IllegalArgumentException} has this program's own words.
     */
    @Test
    void noLibrarysWordsReachAPerson() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(FileTrouble.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(SocketTrouble.class.getName())
                .should()
                .callMethodWhere(new DescribedPredicate<JavaMethodCall>("a library's failure is asked for its words") {
                    @Override
                    public boolean test(JavaMethodCall call) {
                        JavaClass of = call.getTargetOwner();
                        return call.getName().equals("getMessage")
                                && of.isAssignableTo(Throwable.class)
                                && !of.getPackageName().startsWith("io.voider")
                                && !of.isEquivalentTo(IllegalArgumentException.class);
                    }
                })
                .check(VOIDER);
    }

    @Test
    void onlyTheLabsCommandReachesTheLab() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.voider.cli.lab..")
                .and()
                .doNotHaveSimpleName("LabCommand")
                .and(not(nestedIn("LabCommand")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.voider.cli.lab..")
                .check(VOIDER);
    }

    private static DescribedPredicate<JavaClass> nestedIn(String outer) {
        return new DescribedPredicate<>("nested in " + outer) {
            @Override
            public boolean test(JavaClass type) {
                return type.getName().contains("." + outer + "$");
            }
        };
    }

    /** Who reads a name knows which thing is meant, without looking at the imports. */
    @Test
    void aSimpleNameStandsOnceInTheProgram() {
        assertThat(VOIDER.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(Collectors.groupingBy(
                                JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())))
                        .values()
                        .stream()
                        .filter(sharing -> sharing.size() > 1))
                .isEmpty();
    }

    /** What a client is told must not lead it into the server's rooms; what both speak belongs to neither. */
    @Test
    void clientAndServerOfTheRendezvousMeetOnTheWireOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.voider.nat.rendezvous.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.voider.nat.rendezvous.server..",
                        "io.voider.nat.rendezvous.account..",
                        "io.voider.nat.rendezvous.signup..")
                .check(VOIDER);
        noClasses()
                .that()
                .resideInAPackage("io.voider.nat.rendezvous.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.voider.nat.rendezvous.client..",
                        "io.voider.nat.rendezvous.server..",
                        "io.voider.nat.rendezvous.account..",
                        "io.voider.nat.rendezvous.signup..")
                .check(VOIDER);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.voider.(**)").should().beFreeOfCycles().check(VOIDER);
    }

    /**
     * A type is public because another package names it, or because a public type of its own package has it in the
     * signature of a public method, so that others get it without naming it.
     */
    @Test
    void whatNobodyElseUsesIsNotPublic() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .doNotHaveFullyQualifiedName("io.voider.cli.Voider")
                .should(new ArchCondition<>("be used by another package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean used = type.getDirectDependenciesToSelf().stream()
                                .map(Dependency::getOriginClass)
                                .anyMatch(user ->
                                        !user.getPackageName().equals(type.getPackageName()) || isShownBy(user, type));
                        if (!used && !OUT_OF_SIGHT.contains(type.getSimpleName())) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " is public for nobody"));
                        }
                    }
                })
                .check(VOIDER);
    }

    /**
     * What this test cannot see in use: the first line is used by the benchmarks and by other modules' tests, the second is
     * got from others' hands: in maps, as events, as a supertype.
     */
    private static final Set<String> OUT_OF_SIGHT = Set.of(
            "MediaForwarder",
            "RelayLab",
            "RtcpParser",
            "LinkScheduler",
            "RendezvousCounter",
            "RtcpType",
            "PacketAddress",
            "PacketEvent");

    private static boolean isShownBy(JavaClass user, JavaClass type) {
        boolean isPublic = user.getModifiers().contains(JavaModifier.PUBLIC);
        return isPublic
                && (user.getAllRawInterfaces().contains(type)
                        || user.getCodeUnits().stream()
                                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                                .anyMatch(member -> member.getAllInvolvedRawTypes()
                                                .contains(type)
                                        || member.getExceptionTypes().stream().anyMatch(type::equals)));
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .orShould()
                .haveNameMatching(".*\\.Base[A-Z].*")
                .check(VOIDER);
    }
}

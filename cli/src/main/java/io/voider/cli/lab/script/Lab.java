package io.voider.cli.lab.script;

import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.ControlServer;
import io.voider.cli.lab.phone.Phone;
import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.phone.PhoneSetup;
import io.voider.cli.lab.phone.Recording;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.report.LineReport;
import io.voider.cli.state.Failure;
import io.voider.ns.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lab's script: raises the world, makes nodes in it by the ordinary commands, lets them find each other, places calls,
 * and says at each step what happened. Blocks; closing takes everything down, whatever was reached.
 */
public final class Lab implements AutoCloseable {
    /** Where a lab that is kept up answers. */
    public static final Path CONTROL_SOCKET = Path.of("/run/voider/vlab.sock");

    private static final String OWNER = "vlab";
    private static final int TALK_MILLIS = 4_000;
    private static final int SHORT_SPEECH_SECONDS = 60;
    private static final int LONG_SPEECH_SECONDS = 600;

    private final LabOptions options;
    private final Steps steps;
    private final Claim claim;
    private final Path directory;
    private final Guardian guardian;
    private final World world;
    private final Map<LabHome, Conversation.Party> parties = new HashMap<>();
    private final ExecutorService orders = Executors.newSingleThreadExecutor();
    private @Nullable Faults faults;
    private @Nullable ControlServer control;

    /**
     * Claims the lab for this process, and clears away what a killed one left.
     *
     * @param steps is told of each step as it is done
     * @throws io.voider.ns.KernelException if another lab runs, or a privilege is missing
     */
    public Lab(LabOptions options, Consumer<Step> steps) throws IOException, InterruptedException {
        this.options = options;
        this.steps = new Steps(steps);
        claim = Claim.take(OWNER);
        Guardian.clear(claim);
        directory = Files.createTempDirectory("voider-lab");
        guardian = Guardian.start(directory);
        world = new World(options, this.steps, claim, directory);
    }

    /**
     * Removes everything of a lab that was killed.
     *
     * @param directory where its files were
     * @throws io.voider.ns.KernelException if it lives
     */
    public static void clear(Path directory) throws IOException, InterruptedException {
        try (Claim lab = Guardian.take(OWNER)) {
            Guardian.clear(lab);
        }
        Guardian.delete(directory);
    }

    /** Does it all, and says how it went. */
    public LabVerdict run() throws InterruptedException {
        List<LabVerdict.CallResult> calls = new ArrayList<>();
        Long connected = null;
        String path = null;
        try {
            world.raise();
            world.makeNodes();
            connected = world.startNodes();
            path = world.lines(world.homes().get(1)).get(0).path();
            switchPhonesOn();
            List<Conversation> conversations = conversations();
            calls.addAll(converse(conversations));
            if (options.calls() == 1) {
                showMore(conversations.get(0));
            }
            Map<String, Long> counts = world.topology().counts();
            steps.note("cables", true, carried(counts), Map.copyOf(counts));
            if (options.keep()) {
                keep(conversations.get(0));
            }
        } catch (IOException e) {
            steps.note("failed", false, Failure.words(e), Map.of());
        }
        return new LabVerdict(steps.allOk(), connected, path, calls);
    }

    private static String carried(Map<String, Long> counts) {
        return "the cables to the homes and the rendezvous carried " + sum(counts, ".link.carried")
                + " packets and lost " + sum(counts, ".dropped.link-loss") + " on purpose" + unread(counts);
    }

    /** What this machine lost of itself is no finding about nodes. */
    private static String unread(Map<String, Long> counts) {
        long unread = sum(counts, ".dropped.kernel");
        return unread == 0 ? "" : ", and " + unread + " because this machine is too busy";
    }

    private static long sum(Map<String, Long> counts, String ending) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().endsWith(ending))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** What telephones do besides ringing and talking; at last, unless the lab is kept, the line is revoked. */
    private void showMore(Conversation conversation) throws IOException, InterruptedException {
        boolean bothTell = isPerson(conversation.calling()) && isPerson(conversation.called());
        if (bothTell) {
            CallFeatures features = new CallFeatures(steps, conversation);
            features.show();
            if (options.thorough()) {
                features.renegotiateOften();
                dialInOtherWays(conversation);
            }
        }
        if (bothTell && world.homes().size() > 2) {
            transfer();
        }
        Optional<Conversation.Party> tellsWhy = tellsWhy();
        if (tellsWhy.isPresent()) {
            refuse(new RefusedCalls(world, steps, tellsWhy.get()), tellsWhy.get());
        }
        if (options.thorough()) {
            LargeInvite.place(world, steps, conversation.caller(), conversation.number());
            sippCalls(conversation);
            Lamp.watch(
                    steps,
                    conversation,
                    shortly(
                            conversation.caller(),
                            world.line(
                                    conversation.caller(), conversation.called().name())));
            MediaKinds.place(steps, conversation.caller(), conversation.callee(), conversation.number());
            SecondPhone.show(world, steps, conversation);
        }
        if (!options.keep()) {
            new Revocation(world, steps, conversation).show();
        }
    }

    /** By name, by the name's keys, and by the whole number, at the gateway and past it. */
    private void dialInOtherWays(Conversation conversation) throws IOException, InterruptedException {
        if (!conversation.calling().phone().kind().registers()) {
            return;
        }
        String number = conversation.number();
        String name = conversation.called().name();
        for (String dialled : List.of(name, number.replace('.', '*'), number)) {
            Conversation again =
                    new Conversation(world, steps, conversation.calling(), conversation.called(), number, dialled);
            again.place();
            again.hangUp();
            again.awaitEnd();
        }
    }

    private void sippCalls(Conversation conversation) throws IOException, InterruptedException {
        String name = conversation.called().name();
        LineReport line = world.line(conversation.caller(), name);
        List<String> atGateway = new ArrayList<>(List.of(name, line.dial().replace('.', '*')));
        if (line.shortNumber() != null) {
            atGateway.add(0, line.shortNumber().toString());
        }
        new SippCalls(world, steps, conversation.caller()).place(atGateway, conversation.number());
    }

    /** The third home calls the second, and is passed on to the first, whom both of them dial by the same number. */
    private void transfer() throws IOException, InterruptedException {
        Conversation.Party third = party(world.homes().get(0));
        Conversation.Party callee = party(world.homes().get(1));
        Conversation.Party caller = party(world.homes().get(2));
        if (!isPerson(caller) || !isPerson(callee)) {
            return;
        }
        CallFeatures features = new CallFeatures(steps, conversation(caller, callee));
        Conversation passedOn = conversation(caller, third);
        features.transfer(third, passedOn.number());
        if (callee.phone().kind().joins()) {
            features.transferAfterAsking(conversation(callee, third), passedOn);
        }
    }

    private Conversation conversation(Conversation.Party calling, Conversation.Party called) throws IOException {
        String number = world.line(calling.home(), called.name()).dial();
        return new Conversation(world, steps, calling, called, number, number);
    }

    private void refuse(RefusedCalls calls, Conversation.Party caller) throws IOException, InterruptedException {
        calls.dialInVain();
        if (options.thorough()) {
            LabHome other = world.homes().get(caller.home().number() == 1 ? 1 : 0);
            calls.dialWhileDown(party(other));
        }
    }

    private static boolean isPerson(Conversation.Party party) {
        return party.phone().kind().records();
    }

    /** Somebody whose phone tells why a call failed: only baresip does. */
    private Optional<Conversation.Party> tellsWhy() {
        return world.homes().stream()
                .map(this::party)
                .filter(party -> party.phone().kind() == PhoneKind.BARESIP)
                .findFirst();
    }

    private void switchPhonesOn() throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<String> kinds = new ArrayList<>();
        for (LabHome home : world.homes()) {
            PhoneKind kind = options.phone(home.number() - 1);
            Recording spoken =
                    Recording.noise(home.number(), options.keep() ? LONG_SPEECH_SECONDS : SHORT_SPEECH_SECONDS);
            Phone phone = kind.start(home, new PhoneSetup(spoken, options.srtp(), options.tcp()), world.programs());
            parties.put(home, new Conversation.Party(home, phone, spoken));
            kinds.add(kind.label());
        }
        steps.tell("phones", began, kinds.size() + " phones are switched on (" + String.join(", ", kinds) + ")");
        awaitRegistrations();
    }

    private void awaitRegistrations() throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<String> registered = new ArrayList<>();
        for (LabHome home : world.homes()) {
            if (options.phone(home.number() - 1).registers()) {
                world.awaitRegistration(home);
                registered.add(home.name());
            }
        }
        if (!registered.isEmpty()) {
            steps.tell("registered", began, "registered at their gateways: " + String.join(", ", registered));
        }
    }

    private Conversation.Party party(LabHome home) {
        return Objects.requireNonNull(parties.get(home), "every home has a phone");
    }

    /** The calls of the mesh: who joined dials who invited, or, having a phone that cannot, is dialled. */
    private List<Conversation> conversations() throws IOException {
        List<Conversation> all = new ArrayList<>();
        for (LabHome home : world.homes()) {
            for (LineReport line : world.lines(home)) {
                LabHome other = world.homes().stream()
                        .filter(each -> each.name().equals(line.name()))
                        .findFirst()
                        .orElseThrow();
                // Who joined calls, unless that phone cannot.
                boolean joined = line.role().equals("exchange");
                boolean mine = joined ? dials(home) : !dials(other);
                if (mine && dials(home)) {
                    all.add(new Conversation(
                            world, steps, party(home), party(other), line.dial(), shortly(home, line)));
                }
            }
        }
        return all.subList(0, Math.min(options.calls(), all.size()));
    }

    /** A phone that is registered dials the short number. */
    private String shortly(LabHome home, LineReport line) {
        Integer number = line.shortNumber();
        boolean registers = options.phone(home.number() - 1).registers();
        return registers && number != null ? number.toString() : line.dial();
    }

    private boolean dials(LabHome home) {
        return options.phone(home.number() - 1).dials();
    }

    private List<LabVerdict.CallResult> converse(List<Conversation> conversations)
            throws IOException, InterruptedException {
        for (Conversation conversation : conversations) {
            conversation.place();
        }
        Thread.sleep(TALK_MILLIS);
        for (Conversation conversation : conversations) {
            conversation.hangUp();
        }
        List<LabVerdict.CallResult> results = new ArrayList<>();
        for (Conversation conversation : conversations) {
            results.add(conversation.judge(conversations.size() == 1));
        }
        return results;
    }

    /** Keeps a call running, and takes orders over the control socket. */
    private void keep(Conversation conversation) throws IOException, InterruptedException {
        Faults made = new Faults(world, conversation);
        faults = made;
        made.converse();
        ControlServer opened = ControlServer.open(CONTROL_SOCKET);
        opened.serve(new ControlRoutes().on("POST", "/v1/fault", request -> order(request.text("kind"))));
        control = opened;
    }

    private CompletableFuture<FaultReport> order(String kind) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return fault(FaultKind.labelled(kind));
                    } catch (IOException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                orders);
    }

    /**
     * Makes a fault happen to the call that is kept running, and waits for what comes of it.
     *
     * @throws IllegalStateException if the lab is not kept
     */
    public FaultReport fault(FaultKind kind) throws IOException, InterruptedException {
        Faults ready = faults;
        if (ready == null) {
            throw new IllegalStateException("only a lab that is kept up has a call to disturb");
        }
        return ready.strike(kind);
    }

    /** How to look around in it. */
    public String directions() {
        return Directions.text(
                control != null,
                world.homes().stream()
                        .map(home -> new Directions.Place(
                                home.nodeDirectory(), home.phone().name()))
                        .toList(),
                directory);
    }

    @Override
    public void close() throws IOException {
        // An interruption is why it is closed, not a reason to leave things behind.
        boolean interrupted = Thread.interrupted();
        orders.shutdownNow();
        if (control != null) {
            control.close();
        }
        if (faults != null) {
            faults.close();
        }
        for (Conversation.Party party : parties.values()) {
            party.phone().close();
        }
        world.close();
        try {
            Guardian.clear(claim);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        claim.close();
        Guardian.delete(directory);
        guardian.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

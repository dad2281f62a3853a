package io.voider.cli.hook;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.Events;
import io.voider.cli.report.FriendReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs the owner's programs when something happens: at most {@value #AT_ONCE} at once, while {@value #MOST_WAITING} events wait at the most,
 * and as often as {@link HookPace} has it. What is left out is counted and said.
 */
public final class Hooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    static final int AT_ONCE = 2;
    static final int MOST_WAITING = 64;

    /** How long a program may take. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int ENDING_SECONDS = 5;
    private static final long SAYING_NANOS = Duration.ofMinutes(1).toNanos();

    private final HookDirectory directory;
    private final Duration longest;
    private final ThreadPoolExecutor threads;
    private final HookPace pace = new HookPace();
    private final Set<String> saidObjections = new HashSet<>();
    private long leftOut;
    private long saidNanos = System.nanoTime() - SAYING_NANOS;

    Hooks(Path directory, Duration longest) {
        this.directory = new HookDirectory(directory);
        this.longest = longest;
        threads = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                new DefaultThreadFactory("voider-hooks", true),
                (event, pool) -> leaveOut());
        threads.prestartAllCoreThreads();
    }

    /** To be called from the machine's own namespace, in which the programs will be. */
    public static Hooks in(Path directory) {
        return new Hooks(directory, LONGEST);
    }

    /** Something has happened; does not block. */
    public void on(Events.Event event) {
        threads.execute(() -> run(event));
    }

    /** Said once a minute at the most. */
    private void leaveOut() {
        synchronized (pace) {
            leftOut++;
            long now = System.nanoTime();
            if (now - saidNanos >= SAYING_NANOS) {
                LOG.warn("no hook was run for {} events, since there were too many", leftOut);
                leftOut = 0;
                saidNanos = now;
            }
        }
    }

    private void run(Events.Event event) {
        HookDirectory.Found found = directory.find(event.kind());
        found.objections().forEach(this::sayOnce);
        if (found.programs().isEmpty()) {
            return;
        }
        if (!mayRun(event.kind())) {
            return;
        }
        Map<String, String> environment = environment(event);
        byte[] json = json(event);
        try {
            for (Path program : found.programs()) {
                say(program, HookRun.of(program, environment, json, longest));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean mayRun(String kind) {
        synchronized (pace) {
            if (pace.allows(kind, System.nanoTime())) {
                return true;
            }
        }
        leaveOut();
        return false;
    }

    private void sayOnce(String objection) {
        synchronized (saidObjections) {
            if (!saidObjections.add(objection)) {
                return;
            }
        }
        LOG.warn("{}", objection);
    }

    private static void say(Path program, HookRun run) {
        run.printed().forEach(line -> LOG.info("hook {}: {}", program.getFileName(), line));
        if (!run.trouble().isEmpty()) {
            LOG.warn("hook {} {}", program.getFileName(), run.trouble());
        }
    }

    private static byte[] json(Events.Event event) {
        ObjectNode object = StrictJson.MAPPER.createObjectNode().put("schema", 1);
        object.setAll((ObjectNode) StrictJson.MAPPER.valueToTree(event));
        return (StrictJson.MAPPER.writeValueAsString(object) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What a script of three lines needs, without a reader of JSON. What an event has not is empty. */
    static Map<String, String> environment(Events.Event event) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("VOIDER_EVENT", event.kind());
        environment.put("VOIDER_AT", event.at().toString());
        environment.put("VOIDER_TEXT", event.text());
        environment.put("VOIDER_NAME", "");
        environment.put("VOIDER_NUMBER", "");
        environment.put("VOIDER_STATE", "");
        environment.put("VOIDER_WHY", "");
        Object detail = event.detail();
        if (detail instanceof LineReport line) {
            put(environment, line.name(), line.dial(), line.state(), line.why());
        } else if (detail instanceof CallReport call) {
            put(environment, call.name(), call.line(), call.state(), call.reason() == null ? "" : call.reason());
        } else if (detail instanceof FriendReport friend) {
            put(environment, friend.name(), friend.dial(), "", "");
        } else if (detail instanceof RendezvousReport server) {
            put(environment, server.server(), "", server.connected() ? "connected" : "lost", server.why());
        }
        environment.replaceAll((name, value) -> value.replaceAll("\\p{Cntrl}", " "));
        return environment;
    }

    private static void put(Map<String, String> environment, String name, String number, String state, String why) {
        environment.put("VOIDER_NAME", name);
        environment.put("VOIDER_NUMBER", number);
        environment.put("VOIDER_STATE", state);
        environment.put("VOIDER_WHY", why);
    }

    /** What waits is left undone; what runs may take a moment to end. */
    @Override
    public void close() {
        threads.shutdown();
        threads.getQueue().clear();
        try {
            if (!threads.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("hooks still run; they end by themselves within {} s", longest.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

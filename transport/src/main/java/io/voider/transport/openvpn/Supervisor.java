package io.voider.transport.openvpn;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.voider.ns.Namespace;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Hold;
import io.voider.transport.openvpn.ManagementMessage.Log;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.ManagementMessage.Reply;
import io.voider.transport.openvpn.ManagementMessage.State;
import io.voider.transport.time.Alarm;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one OpenVPN process running. {@link Supervision} says what is to be done, an {@link OpenVpnRun} is one process, and
 * this joins the two on one event loop and tells the {@link Role} what concerns it.
 */
public final class Supervisor {
    private final OpenVpnRun.Ground ground;
    private final Role role;
    private final Logger log;
    private final Promise<@Nullable Void> stopped;
    private final Supervision supervision;
    private final Alarm alarm;
    private boolean prepared;
    private @Nullable OpenVpnRun run;

    public Supervisor(
            Namespace namespace,
            RuntimeDirectory directory,
            OpenVpn openVpn,
            IoEventLoop loop,
            Role role,
            RandomGenerator random) {
        this.ground = new OpenVpnRun.Ground(namespace, directory, openVpn, loop, role);
        this.role = role;
        this.log = LoggerFactory.getLogger(Supervisor.class.getPackageName() + ".OpenVPN-"
                + namespace.name().replace('.', '-'));
        this.stopped = loop.newPromise();
        this.alarm = new Alarm(loop, loop.ticker(), this::alarm);
        this.supervision = new Supervision(new RestartPace(random), role::mayConnect, new ProcessOutputs(), now());
    }

    /** Starts; from any thread, once. */
    public void start() {
        ground.loop().execute(() -> supervision.start(now()));
    }

    /** Ends the process and removes its files; from any thread, even twice. The future is done when nothing is left. */
    public Future<@Nullable Void> stop() {
        ground.loop().execute(() -> {
            if (!stopped.isDone()) {
                supervision.stop(now());
            }
        });
        return stopped;
    }

    public TunnelState state() {
        return supervision.state();
    }

    /** The role may be able to connect now. */
    public void connectIfPossible() {
        supervision.connectIfPossible(now());
    }

    /** Has a client begin a new session. */
    public void reconnect(String why) {
        supervision.reconnect(why);
    }

    /** Sends a command, if there is a process that listens; a refusal is logged. */
    @Nullable
    public Future<Reply> command(ManagementCommand command) {
        OpenVpnRun running = run;
        return running == null ? null : running.command(command);
    }

    private void alarm() {
        supervision.alarm(now());
    }

    private long now() {
        return ground.loop().ticker().nanoTime();
    }

    /** Does what the supervision says. */
    private final class ProcessOutputs implements Supervision.Outputs {
        @Override
        public void changed(TunnelTransition transition) {
            log.info("{}, was {}: {}", transition.to().word(), transition.from().word(), transition.reason());
            role.changed(transition);
        }

        @Override
        public void launch() {
            run = OpenVpnRun.launch(ground, Supervisor.this::writeFiles, new ProcessListener());
        }

        @Override
        public void command(ManagementCommand command) {
            Object unused = Supervisor.this.command(command);
        }

        @Override
        public void kill() {
            OpenVpnRun running = run;
            if (running != null) {
                running.kill();
            }
        }

        @Override
        public void alarmAfter(long nanos) {
            alarm.set(now() + nanos);
        }

        @Override
        public void cleanUp() {
            alarm.cancel();
            ground.inNamespace(ground.directory()::remove, (removed, failure) -> {
                if (failure == null) {
                    stopped.trySuccess(null);
                } else {
                    stopped.tryFailure(failure);
                }
            });
        }
    }

    private void writeFiles() throws IOException {
        RuntimeDirectory directory = ground.directory();
        if (!prepared) {
            directory.prepare(ground.namespace());
            TunnelDevice.make(ground.namespace(), ground.openVpn());
            role.prepare(directory);
            prepared = true;
        }
        directory.writeConfig(role.config(directory));
    }

    /** Hears one process. */
    private final class ProcessListener implements OpenVpnRun.Listener {
        @Override
        public void launched() {
            supervision.launched();
        }

        @Override
        public void connected() {
            supervision.connected();
            Object unused = command(ManagementCommand.STATE_ON);
            Future<Reply> history = command(ManagementCommand.LOG_ON_ALL);
            if (history != null) {
                history.addListener(done -> {
                    if (done.getNow() instanceof Body body) {
                        body.lines().forEach(line -> said(ManagementLine.notification("LOG:" + line)));
                    }
                });
            }
        }

        @Override
        public void said(Notification notification) {
            if (notification instanceof Hold) {
                supervision.held(now());
            } else if (notification instanceof State stands) {
                supervision.stands(stands, now());
            } else if (notification instanceof Log line) {
                supervision.logged(line.text());
                write(line);
                role.notified(line);
            } else {
                role.notified(notification);
            }
        }

        @Override
        public void disconnected(String reason) {
            supervision.disconnected(reason);
        }

        @Override
        public void ended(String reason) {
            run = null;
            supervision.ended(reason, now());
        }
    }

    private void write(Log line) {
        String text = ManagementLine.shown(line.text());
        if (line.flags().contains("F")) {
            log.error("{}", text);
        } else if (line.flags().contains("N") || line.flags().contains("W")) {
            log.warn("{}", text);
        } else if (line.flags().contains("I")) {
            log.debug("{}", text);
        } else {
            log.trace("{}", text);
        }
    }
}

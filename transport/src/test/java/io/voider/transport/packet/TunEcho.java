package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Namespace;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The program at the other end of a tun interface, {@code tun0}: sends each UDP packet back with source and destination
 * exchanged, which leaves all checksums right.
 */
final class TunEcho implements AutoCloseable {

    private static final int LIVENESS_SECONDS = 60;

    /** The interface's queue is made long (SIOCSIFTXQLEN) before the program attaches to it (TUNSETIFF). */
    private static final String PROGRAM = "use Socket; socket($s,AF_INET,SOCK_DGRAM,0) or"
            + " die;$q=pack('a16ix20','tun0',32768); ioctl($s,0x8943,$q) or die;open($f,'+<','/dev/net/tun') or die;"
            + " binmode($f);$r=pack('a16sx22','tun0',0x1001); ioctl($f,0x400454ca,$r) or die; $|=1; print qq(ready\\n"
            + ");while(sysread($f,$b,4096)){ next if substr($b,0,1) ne"
            + " qq(\\x45);syswrite($f,substr($b,0,12).substr($b,16,4).substr($b,12,4).substr($b,22,2).substr($b,20,2).substr($b,24))"
            + " }";

    private final Process process;

    TunEcho(Namespace namespace) throws Exception {
        namespace.links().createTun("tun0", 0);
        process = namespace
                .start(new ProcessBuilder("perl", "-e", PROGRAM).redirectErrorStream(true))
                .get(LIVENESS_SECONDS, TimeUnit.SECONDS);
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        namespace.links().up("tun0");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

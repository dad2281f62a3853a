package io.voider.cli.lab.phone;

import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A telephone: linphonec, with files for its microphone and its loudspeaker. It is given what one would type at its prompt,
 * and tells what happens in sentences.
 */
final class Linphone implements Phone {
    private static final long START_NANOS = 10_000_000_000L;
    private static final int COMMAND_SECONDS = 10;
    private static final int JITTER_BUFFER_MILLIS = 200;
    /** As {@code codec list} numbers them: opus, speex twice, G.729. What is left is G.711. */
    private static final List<Integer> OTHER_CODECS = List.of(0, 1, 2, 7);

    private final LabHome home;
    private final Path directory;
    private final Programs programs;
    private final Process process;
    private int read;

    private Linphone(LabHome home, Path directory, Programs programs, Process process) {
        this.home = home;
        this.directory = directory;
        this.programs = programs;
        this.process = process;
    }

    static Linphone start(LabHome home, PhoneSetup setup, Programs programs) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(home.directory().resolve("linphone"));
        Files.createDirectories(directory.resolve(".local/share/linphone"));
        setup.spoken().write(directory.resolve("spoken.wav"));
        Path configuration = directory.resolve("linphonerc");
        Files.writeString(configuration, configuration(home, setup));
        Process process = programs.startTyping(
                home.phone(),
                home.name() + "-phone",
                List.of("env", "HOME=" + directory, "linphonec", "-c", configuration.toString(), "-a"));
        Linphone phone = new Linphone(home, directory, programs, process);
        phone.prepare();
        return phone;
    }

    private static String configuration(LabHome home, PhoneSetup setup) {
        List<String> lines = new ArrayList<>(List.of(
                "[sip]",
                "sip_port=" + (setup.tcp() ? 0 : 5060),
                "sip_tcp_port=" + (setup.tcp() ? 5060 : 0),
                "contact=\"phone\" <sip:phone@" + home.phoneAddress() + ">",
                "guess_hostname=0",
                "use_ipv6=0",
                "media_encryption=" + (setup.srtp() ? "srtp" : "none"),
                "media_encryption_mandatory=" + (setup.srtp() ? 1 : 0),
                "default_proxy=0",
                "[proxy_0]",
                "reg_proxy=<sip:" + home.gateway() + (setup.tcp() ? ";transport=tcp" : "") + ">",
                "reg_identity=sip:phone@" + home.gateway(),
                "reg_expires=600",
                "reg_sendregister=1",
                "[rtp]",
                "audio_rtp_port=10000",
                // A jitter buffer that adapts itself shifts what follows, and the recording would match nothing as a
                // whole. On a busy machine a packet comes up to 170 ms late.
                "audio_adaptive_jitt_comp_enabled=0",
                "audio_jitt_comp=" + JITTER_BUFFER_MILLIS,
                "[sound]",
                "echocancellation=0"));
        return String.join("\n", lines) + "\n";
    }

    private void prepare() throws IOException, InterruptedException {
        boolean asks = Await.until(START_NANOS, () -> said().contains("linphonec>") || !process.isAlive());
        if (!asks || !process.isAlive()) {
            throw new IOException(home.name() + "'s linphonec does not start: " + said());
        }
        for (int codec : OTHER_CODECS) {
            type("codec disable " + codec);
        }
        type("soundcard use files");
        type("play " + directory.resolve("spoken.wav"));
        type("record " + directory.resolve("heard.wav"));
    }

    private String said() throws IOException {
        return Files.readString(programs.log(home.name() + "-phone"), StandardCharsets.ISO_8859_1);
    }

    private void type(String command) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    @Override
    public PhoneKind kind() {
        return PhoneKind.LINPHONE;
    }

    @Override
    public void dial(String address) throws IOException {
        // baresip, for one, does not answer a call to nobody by name.
        read = said().length();
        type("call sip:" + Dialled.at(home, address));
    }

    @Override
    public String await(Progress progress, String address, int seconds) throws IOException, InterruptedException {
        String words = switch (progress) {
            case RINGING -> "ringing";
            case ESTABLISHED -> "connected";
            case CLOSED -> "ended.*|error";
        };
        return awaitSentence(
                "Call \\d+ (?:to|with) .*" + Pattern.quote(Dialled.at(home, address)) + "\\S* (" + words + ")\\.",
                seconds,
                "the call to " + address + " is " + progress);
    }

    @Override
    public void awaitDigit(char digit, int seconds) throws IOException, InterruptedException {
        awaitSentence("Receiving tone (" + Pattern.quote(String.valueOf(digit)) + ")", seconds, digit + " was pressed");
    }

    /** Waits for a sentence that it has not said before, and returns its group. */
    private String awaitSentence(String sentence, int seconds, String meaning)
            throws IOException, InterruptedException {
        Matcher matcher = Pattern.compile(sentence).matcher("");
        if (!Await.until(seconds * 1_000_000_000L, () -> matcher.reset(said()).find(read))) {
            throw new IOException(home.name() + "'s phone did not report within " + seconds + " s that " + meaning);
        }
        read = matcher.end();
        return matcher.group(1);
    }

    /** It is not ready for another command before it has said that it carried out this one. */
    private void typeAndAwait(String command, String sentence) throws IOException, InterruptedException {
        read = said().length();
        type(command);
        awaitSentence(sentence, COMMAND_SECONDS, command + " is done");
    }

    @Override
    public void hold() throws IOException, InterruptedException {
        typeAndAwait("pause", "is now (paused)");
    }

    @Override
    public void resume() throws IOException, InterruptedException {
        typeAndAwait("resume", "(resumed|streams established)");
    }

    @Override
    public void press(char digit) throws IOException {
        type(String.valueOf(digit));
    }

    @Override
    public void transfer(String address) throws IOException {
        type("transfer sip:phone@" + address);
    }

    @Override
    public void join() throws IOException {
        type("transfer " + latest("Receiving new incoming call from") + " --to-call "
                + latest("Establishing call id to"));
    }

    /** The number that it gave the latest of its calls that began with these words. */
    private String latest(String words) throws IOException {
        return Pattern.compile(Pattern.quote(words) + " .*, assigned id (\\d+)")
                .matcher(said())
                .results()
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IOException(home.name() + "'s phone has no such call: " + words))
                .group(1);
    }

    @Override
    public void hangUp(String address) throws IOException {
        type("terminate all");
    }

    @Override
    public Recording heard() throws IOException {
        return Recording.read(directory.resolve("heard.wav"));
    }

    @Override
    public void close() {
        programs.stop(process);
    }
}

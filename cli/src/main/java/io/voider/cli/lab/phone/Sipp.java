package io.voider.cli.lab.phone;

import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A telephone that only answers, and says back what it hears: sipp, as a user agent server with its RTP echo. */
final class Sipp implements Phone {
    private final LabHome home;
    private final Programs programs;
    private final Process process;

    private Sipp(LabHome home, Programs programs, Process process) {
        this.home = home;
        this.programs = programs;
        this.process = process;
    }

    static Sipp start(LabHome home, PhoneSetup setup, Programs programs) {
        List<String> command = new ArrayList<>(List.of(
                "sipp",
                "-sn",
                "uas",
                "-rtp_echo",
                "-nostdin",
                "-i",
                home.phoneAddress(),
                "-p",
                "5060",
                "-mi",
                home.phoneAddress(),
                "-mp",
                "10000"));
        if (setup.tcp()) {
            command.addAll(List.of("-t", "t1"));
        }
        return new Sipp(home, programs, programs.start(home.phone(), home.name() + "-phone", command));
    }

    @Override
    public PhoneKind kind() {
        return PhoneKind.SIPP;
    }

    private UnsupportedOperationException passive() {
        return new UnsupportedOperationException(home.name() + "'s phone is sipp, which only answers");
    }

    @Override
    public void dial(String address) {
        throw passive();
    }

    @Override
    public String await(Progress progress, String address, int seconds) {
        throw passive();
    }

    @Override
    public void hold() {
        throw passive();
    }

    @Override
    public void resume() {
        throw passive();
    }

    @Override
    public void press(char digit) {
        throw passive();
    }

    @Override
    public void awaitDigit(char digit, int seconds) {
        throw passive();
    }

    @Override
    public void transfer(String address) {
        throw passive();
    }

    @Override
    public void join() {
        throw passive();
    }

    /** It hangs up when the other does. */
    @Override
    public void hangUp(String address) {}

    @Override
    public Recording heard() throws IOException {
        throw passive();
    }

    @Override
    public void close() {
        programs.stop(process);
    }
}

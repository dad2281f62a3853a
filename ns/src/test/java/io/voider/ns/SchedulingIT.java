package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Needs CAP_SYS_NICE. */
class SchedulingIT {
    @Test
    void aThreadIsMadePromptAndItsSiblingsAreNot() throws Exception {
        int[] nice = new int[1];
        Thread thread = new Thread(() -> {
            Scheduling.makePrompt();
            nice[0] = niceOf("thread-self");
        });
        thread.start();
        thread.join();
        assertThat(nice[0]).isEqualTo(-10);
        assertThat(niceOf("thread-self")).isZero();
    }

    @Test
    void aThreadIsMadePatientAndSoAreThoseThatItStarts() throws Exception {
        int[] nice = new int[2];
        Thread thread = new Thread(() -> {
            Scheduling.makePatient();
            nice[0] = niceOf("thread-self");
            Thread child = new Thread(() -> nice[1] = niceOf("thread-self"));
            child.start();
            try {
                child.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        thread.join();
        assertThat(nice).containsOnly(10);
        assertThat(niceOf("thread-self")).isZero();
    }

    @Test
    void aProcessIsMadePrompt() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            Scheduling.makePrompt(process.pid());
            assertThat(niceOf(Long.toString(process.pid()))).isEqualTo(-10);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatIsGoneIsNamed() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThatThrownBy(() -> Scheduling.makePrompt(process.pid()))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("sched_setattr(process " + process.pid() + "): ESRCH");
    }

    /** The nineteenth field of {@code stat}, of which the second may hold anything between its parentheses. */
    private static int niceOf(String task) {
        try {
            String stat = Files.readString(Path.of("/proc", task, "stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.voider.ns.socket;

import io.voider.ns.socket.BpfProgram.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles a classic BPF program for packet sockets (McCanne and Jacobson 1993; {@code filter.rst} of the kernel).
 *
 * <p>The machine has an accumulator A and forward jumps only, as far as it is used here. Offsets count from the beginning of
 * the packet's link-layer header; a load beyond the packet's end ends the program with "reject". Jumps name labels, which
 * {@link #label} places further down; {@link #NEXT} is the following instruction. What a program returns is how many
 * bytes of the packet the socket gets: 0 is none.
 */
public final class BpfAssembler {

    /** The label of the following instruction. */
    public static final String NEXT = "";

    /** A return value that keeps the whole packet. */
    public static final int WHOLE_PACKET = 0x40000;

    private static final int ANCILLARY = -0x1000;

    /** What the kernel knows beside the packet's bytes. */
    public enum Ancillary {
        /** The EtherType as the kernel understood it, VLAN tags removed. */
        PROTOCOL(0),
        /** To whom it is addressed: 0 us, 1 everybody, 2 a group, 3 another station, 4 we sent it. */
        PACKET_TYPE(4),
        /** 1 if it came with a VLAN tag. */
        VLAN_TAG_PRESENT(48);

        private final int offset;

        Ancillary(int offset) {
            this.offset = offset;
        }
    }

    private static final int LD_WORD = 0x20;
    private static final int LD_BYTE = 0x30;
    private static final int AND = 0x54;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private record Line(int code, String ifTrue, String ifFalse, int operand) {}

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** A = the byte at {@code offset}. */
    public BpfAssembler loadByte(int offset) {
        return add(LD_BYTE, offset);
    }

    /** A = what the kernel knows of the packet. */
    public BpfAssembler load(Ancillary ancillary) {
        return add(LD_WORD, ANCILLARY + ancillary.offset);
    }

    /** A = A and {@code mask}. */
    public BpfAssembler and(int mask) {
        return add(AND, mask);
    }

    /** Goes on at {@code label}. */
    public BpfAssembler jump(String label) {
        lines.add(new Line(JUMP, label, label, 0));
        return this;
    }

    /** Goes on at {@code ifTrue} if A = {@code value}, else at {@code ifFalse}. */
    public BpfAssembler jumpEqual(int value, String ifTrue, String ifFalse) {
        return branch(JUMP_EQUAL, value, ifTrue, ifFalse);
    }

    /** Ends the program: the socket gets the packet's first {@code bytes} bytes, or with 0 nothing at all. */
    public BpfAssembler give(int bytes) {
        return add(RETURN, bytes);
    }

    /** Names the place of the next instruction. */
    public BpfAssembler label(String name) {
        if (name.equals(NEXT) || labels.putIfAbsent(name, lines.size()) != null) {
            throw new IllegalArgumentException("label \"" + name + "\" is empty or was already placed");
        }
        return this;
    }

    /**
     * Resolves all labels.
     *
     * @throws IllegalArgumentException if a label is missing, lies behind its jump, or is further away than its jump
     *     can reach (255 instructions for a branch), or if the last instruction is no return
     */
    public BpfProgram assemble() {
        if (lines.isEmpty() || lines.get(lines.size() - 1).code != RETURN) {
            throw new IllegalArgumentException("a BPF program ends with a return");
        }
        List<Instruction> instructions = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            if (line.code == JUMP) {
                instructions.add(new Instruction(JUMP, 0, 0, distance(at, line.ifTrue, Integer.MAX_VALUE)));
            } else {
                int ifTrue = distance(at, line.ifTrue, 255);
                int ifFalse = distance(at, line.ifFalse, 255);
                instructions.add(new Instruction(line.code, ifTrue, ifFalse, line.operand));
            }
        }
        return new BpfProgram(instructions);
    }

    private int distance(int from, String label, int reach) {
        if (label.equals(NEXT)) {
            return 0;
        }
        Integer to = labels.get(label);
        if (to == null || to <= from || to >= lines.size() || to - from - 1 > reach) {
            throw new IllegalArgumentException(
                    "the jump at instruction " + from + " cannot reach label \"" + label + "\" (" + to + ")");
        }
        return to - from - 1;
    }

    private BpfAssembler add(int code, int operand) {
        lines.add(new Line(code, NEXT, NEXT, operand));
        return this;
    }

    private BpfAssembler branch(int code, int value, String ifTrue, String ifFalse) {
        lines.add(new Line(code, ifTrue, ifFalse, value));
        return this;
    }
}

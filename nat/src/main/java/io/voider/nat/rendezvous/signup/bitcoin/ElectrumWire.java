package io.voider.nat.rendezvous.signup.bitcoin;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Electrum's wire: JSON-RPC 2.0, one object a line. Questions are asked some at a time, and their answers may come in any order; in
 * between come notices of what has changed. Bytes in, answers out; bounded in all that it keeps.
 */
final class ElectrumWire {
    /** All that may come while some questions wait for their answers: the hexadecimal of the longest transaction, and something. */
    static final int MOST_BYTES = 2 * ChainBlock.MAX_BYTES + (1 << 20);
    /** Notices that may come in the same time. */
    static final int MOST_NOTICES = 50_000;

    private static final int SCRIPT_HASH_CHARACTERS = 64;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(2 * ChainBlock.MAX_BYTES)
                            .maxDocumentLength(MOST_BYTES)
                            .maxNestingDepth(8)
                            .maxNumberLength(20)
                            .maxNameLength(256)
                            .build())
                    .build())
            .build();

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Set<String> changed = new HashSet<>();
    private @Nullable JsonNode[] answers = new JsonNode[0];
    private int missing;
    private long firstNumber;
    private long bytes;
    private int notices;

    /** The bytes by which so much is asked. What was asked before is not waited for any more. */
    byte[] questions(List<ElectrumQuestion> questions) {
        firstNumber += answers.length;
        answers = new JsonNode[questions.size()];
        missing = questions.size();
        bytes = 0;
        notices = 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long number = firstNumber;
        for (ElectrumQuestion question : questions) {
            out.writeBytes(JSON.writeValueAsBytes(new Call("2.0", number++, question.method(), question.parameters())));
            out.write('\n');
        }
        return out.toByteArray();
    }

    private record Call(String jsonrpc, long id, String method, List<Object> params) {}

    /** Takes what came. @throws ChainException if that is not what such a server says, or too much of it */
    void received(byte[] some) throws ChainException {
        bytes += some.length;
        if (bytes > MOST_BYTES) {
            throw new ChainException("the Electrum server answers with more than " + MOST_BYTES + " bytes");
        }
        int begin = 0;
        for (int i = 0; i < some.length; i++) {
            if (some[i] == '\n') {
                line.write(some, begin, i - begin);
                begin = i + 1;
                byte[] whole = line.toByteArray();
                line.reset();
                message(whole);
            }
        }
        line.write(some, begin, some.length - begin);
    }

    private void message(byte[] whole) throws ChainException {
        JsonNode message;
        try {
            message = JSON.readTree(whole);
        } catch (JacksonException wrong) {
            throw new ChainException("the Electrum server does not speak JSON: it is none, or another port", wrong);
        }
        if (message.has("method")) {
            notice(message);
        } else {
            answer(message);
        }
    }

    private void notice(JsonNode message) throws ChainException {
        if (++notices > MOST_NOTICES) {
            throw new ChainException("the Electrum server tells more than anybody asked for");
        }
        String script = message.path("params").path(0).asString("");
        if (message.path("method").asString("").equals(ElectrumQuestion.SCRIPTS)
                && script.length() == SCRIPT_HASH_CHARACTERS
                && changed.size() < MOST_NOTICES) {
            changed.add(script);
        }
    }

    private void answer(JsonNode message) throws ChainException {
        JsonNode id = message.path("id");
        long place = id.isIntegralNumber() && id.canConvertToLong() ? id.asLong() - firstNumber : -1;
        if (place < 0 || place >= answers.length || answers[(int) place] != null) {
            throw new ChainException("the Electrum server answers what it was not asked");
        }
        JsonNode error = message.path("error");
        boolean isError = !error.isNull() && !error.isMissingNode();
        answers[(int) place] = isError ? MissingNode.getInstance() : message.path("result");
        missing--;
    }

    /** Whether all that was asked has been answered. */
    boolean isAnswered() {
        return missing == 0;
    }

    /** The results; missing where the server reports an error. */
    List<JsonNode> answers() {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode answer : answers) {
            all.add(answer == null ? MissingNode.getInstance() : answer);
        }
        return all;
    }

    /** The hashes of scripts of which there were notices since the last time. */
    Set<String> changed() {
        Set<String> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }
}

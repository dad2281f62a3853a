package io.voider.cli.state;

import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a state of an earlier layout becomes one of the present: step by step, each a function of the document alone. What a step
 * finds missing gets the value that the earlier program went by.
 */
final class Migrations {
    /** The first makes layout 2 of layout 1, the next layout 3 of that, and so on. None is ever changed or removed. */
    private static final List<UnaryOperator<ObjectNode>> STEPS = List.of(
            Migrations::withTheLaterSettings,
            Migrations::withShortNumbers,
            Migrations::withAccounts,
            Migrations::withQuiet,
            Migrations::withForwards,
            Migrations::withMetrics,
            Migrations::withThePage);

    /** The layout that all steps together lead to. */
    static final int LAYOUT = 1 + STEPS.size();

    private Migrations() {}

    /** The document in the present layout. */
    static ObjectNode migrated(ObjectNode document, int layout) {
        ObjectNode present = document;
        for (int step = layout; step <= STEPS.size(); step++) {
            present = STEPS.get(step - 1).apply(present).put("schema", step + 1);
        }
        return present;
    }

    /**
     * Layout 1, of 0.1.0 and before, had no {@code takeAnyInterface} at first, nor {@code autoAnswer}: interfaces in use were not
     * taken, and no phone answered by itself.
     */
    private static ObjectNode withTheLaterSettings(ObjectNode first) {
        ObjectNode second = first.deepCopy();
        if (second.path("settings") instanceof ObjectNode settings) {
            if (!settings.has("takeAnyInterface")) {
                settings.put("takeAnyInterface", false);
            }
            if (!settings.has("autoAnswer")) {
                settings.putArray("autoAnswer");
            }
        }
        return second;
    }

    /**
     * Layout 2 had no short numbers. Whoever is a friend gets one in the order of invitation, then each joined exchange: 21, 22 and so
     * on, to 89 and from 200 on. Nobody else had any.
     */
    private static ObjectNode withShortNumbers(ObjectNode second) {
        ObjectNode third = second.deepCopy();
        ArrayNode numbers = third.putArray("shortNumbers");
        for (JsonNode friend : third.path("friends")) {
            if (friend.path("revokedAt").isNull()) {
                addNumber(numbers, 1, friend.path("number").asInt(0), friend.path("name"));
            }
        }
        for (JsonNode exchange : third.path("exchanges")) {
            addNumber(numbers, exchange.path("index").asInt(0), 1, exchange.path("name"));
        }
        return third;
    }

    private static void addNumber(ArrayNode numbers, int exchange, int subscriber, JsonNode name) {
        int number = numbers.size() < 69 ? 21 + numbers.size() : 131 + numbers.size();
        numbers.addObject()
                .put("number", number)
                .put("exchange", exchange)
                .put("subscriber", subscriber)
                .put("name", name.asString(""))
                .put("inUse", true);
    }

    /** Layout 3 showed who calls by name, and registered phones without a password; neither could be set otherwise. */
    private static ObjectNode withAccounts(ObjectNode third) {
        ObjectNode fourth = third.deepCopy();
        if (fourth.path("settings") instanceof ObjectNode settings) {
            settings.put("callerNames", true).put("accountPasswords", false);
        }
        return fourth;
    }

    /** Up to layout 4 calls rang at all times. */
    private static ObjectNode withQuiet(ObjectNode fourth) {
        ObjectNode fifth = fourth.deepCopy();
        if (fifth.path("settings") instanceof ObjectNode settings) {
            settings.put("quiet", "off").putArray("quietExceptions");
        }
        return fifth;
    }

    /** Up to layout 5 each phone rang by itself. */
    private static ObjectNode withForwards(ObjectNode fifth) {
        ObjectNode sixth = fifth.deepCopy();
        if (sixth.path("settings") instanceof ObjectNode settings) {
            settings.putArray("forwards");
        }
        return sixth;
    }

    /** Up to layout 6 there were no metrics. */
    private static ObjectNode withMetrics(ObjectNode sixth) {
        ObjectNode seventh = sixth.deepCopy();
        if (seventh.path("settings") instanceof ObjectNode settings) {
            settings.put("metrics", "off").put("metricsNames", false);
        }
        return seventh;
    }

    /** Up to layout 7 there was no page. */
    private static ObjectNode withThePage(ObjectNode seventh) {
        ObjectNode eighth = seventh.deepCopy();
        if (eighth.path("settings") instanceof ObjectNode settings) {
            settings.put("web", "off");
        }
        eighth.putObject("webAccess").putNull("password").putArray("tokens");
        return eighth;
    }
}

"""The table of the rules, written by `scripts/generate.py` from their classes.

With it codes, names and defaults are known without importing a rule, and LibCST with it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class RuleEntry(NamedTuple):
    """What is known of a rule without importing it.

    `module` is its place below `rules`; `project` whether it judges the whole project at once;
    `fixes` how safe its fixes are, if it has some.
    """

    code: str
    name: str
    kind: Literal["error", "warning", "policy"]
    default: bool
    module: str
    project: bool = False
    fixes: Literal["safe", "unsafe"] | None = None


RULES = {
    entry.code: entry
    for entry in (
        RuleEntry("ING001", "syntax-error", "error", True, "meta.syntax_error"),
        RuleEntry("ING003", "internal-error", "error", True, "meta.internal_error"),
        RuleEntry("ING101", "missing-failure-event", "policy", True, "failure.missing_failure_event", fixes="unsafe"),
        RuleEntry("ING102", "swallowed-failure", "error", True, "failure.swallowed_failure", fixes="safe"),
        RuleEntry("ING103", "failure-event-outside-step", "error", True, "failure.failure_event_outside_step", fixes="safe"),
        RuleEntry("ING104", "broad-except-around-retry-control", "error", True, "failure.broad_except_around_retry_control", fixes="unsafe"),
        RuleEntry("ING105", "except-never-matches-step-error", "error", True, "failure.except_never_matches_step_error"),
        RuleEntry("ING106", "step-error-inspection", "error", True, "failure.step_error_inspection"),
        RuleEntry("ING107", "reraise-as-retriable", "warning", True, "failure.reraise_as_retriable", fixes="unsafe"),
        RuleEntry("ING108", "retry-after-argument", "error", True, "failure.retry_after_argument", fixes="safe"),
        RuleEntry("ING109", "error-class-misuse", "error", True, "failure.error_class_misuse", fixes="safe"),
        RuleEntry("ING110", "on-failure-event-shape", "error", True, "failure.on_failure_event_shape", fixes="safe"),
        RuleEntry("ING111", "on-failure-async-mismatch", "error", True, "failure.on_failure_async_mismatch"),
        RuleEntry("ING112", "failure-event-before-final-attempt", "warning", True, "failure.failure_event_before_final_attempt"),
        RuleEntry("ING113", "validation-error-is-retried", "warning", False, "failure.validation_error_is_retried", fixes="unsafe"),
        RuleEntry("ING114", "transient-error-made-final", "warning", False, "failure.transient_error_made_final"),
        RuleEntry("ING115", "step-handler-swallows", "warning", False, "failure.step_handler_swallows"),
        RuleEntry("ING201", "missing-event-trigger", "policy", True, "triggers.missing_event_trigger", fixes="unsafe"),
        RuleEntry("ING202", "missing-cron-trigger", "policy", True, "triggers.missing_cron_trigger"),
        RuleEntry("ING203", "cron-run-reads-event-data", "error", True, "triggers.cron_run_reads_event_data", fixes="unsafe"),
        RuleEntry("ING206", "trigger-shape", "error", True, "triggers.trigger_shape", fixes="safe"),
        RuleEntry("ING207", "duplicate-trigger", "error", True, "triggers.duplicate_trigger", fixes="safe"),
        RuleEntry("ING301", "nondeterministic-step-id", "error", True, "steps.nondeterministic_step_id"),
        RuleEntry("ING302", "duplicate-step-id", "error", True, "steps.duplicate_step_id", fixes="unsafe"),
        RuleEntry("ING303", "constant-step-id-in-loop", "warning", True, "steps.constant_step_id_in_loop", fixes="unsafe"),
        RuleEntry("ING304", "step-id-not-string", "error", True, "steps.step_id_not_string", fixes="safe"),
        RuleEntry("ING305", "truncated-step-id", "warning", False, "steps.truncated_step_id"),
        RuleEntry("ING306", "unordered-steps", "error", True, "steps.unordered_steps", fixes="safe"),
        RuleEntry("ING307", "nondeterminism-outside-step", "error", True, "steps.nondeterminism_outside_step"),
        RuleEntry("ING308", "side-effect-outside-step", "error", True, "steps.side_effect_outside_step"),
        RuleEntry("ING309", "sleep-outside-step", "error", True, "steps.sleep_outside_step", fixes="unsafe"),
        RuleEntry("ING310", "step-mutates-closure", "error", True, "steps.step_mutates_closure"),
        RuleEntry("ING311", "fire-and-forget", "error", True, "steps.fire_and_forget"),
        RuleEntry("ING312", "step-in-retry-loop", "warning", True, "steps.step_in_retry_loop"),
        RuleEntry("ING313", "step-output-not-json", "error", True, "steps.step_output_not_json", fixes="unsafe"),
        RuleEntry("ING314", "step-output-changes-shape", "warning", True, "steps.step_output_changes_shape"),
        RuleEntry("ING315", "output-type-without-serializer", "error", True, "steps.output_type_without_serializer"),
        RuleEntry("ING316", "log-outside-step", "policy", False, "steps.log_outside_step"),
        RuleEntry("ING317", "unchunked-step-loop", "warning", False, "steps.unchunked_step_loop"),
        RuleEntry("ING401", "unregistered-function", "error", True, "registration.unregistered_function", True, fixes="unsafe"),
        RuleEntry("ING402", "duplicate-function-id", "error", True, "registration.duplicate_function_id", True),
        RuleEntry("ING403", "failure-id-collision", "error", True, "registration.failure_id_collision", True),
        RuleEntry("ING404", "invalid-registration", "error", True, "registration.invalid_registration", True),
        RuleEntry("ING405", "serve-misuse", "error", True, "registration.serve_misuse", True),
        RuleEntry("ING501", "gather-arity", "error", True, "parallel.gather_arity"),
        RuleEntry("ING502", "gather-order", "error", True, "parallel.gather_order", fixes="safe"),
        RuleEntry("ING503", "gather-result-unguarded", "error", True, "parallel.gather_result_unguarded"),
        RuleEntry("ING504", "gather-guard-too-narrow", "warning", True, "parallel.gather_guard_too_narrow", fixes="safe"),
        RuleEntry("ING505", "gather-results-leave-step", "error", True, "parallel.gather_results_leave_step"),
        RuleEntry("ING506", "steps-in-gather", "error", True, "parallel.steps_in_gather", fixes="unsafe"),
        RuleEntry("ING507", "steps-in-task", "error", True, "parallel.steps_in_task"),
        RuleEntry("ING508", "parallel-takes-callables", "error", True, "parallel.parallel_takes_callables", fixes="safe"),
        RuleEntry("ING509", "parallel-takes-one-tuple", "error", True, "parallel.parallel_takes_one_tuple", fixes="safe"),
        RuleEntry("ING510", "late-binding-in-parallel", "error", True, "parallel.late_binding_in_parallel", fixes="safe"),
        RuleEntry("ING511", "parallel-branch-without-step", "warning", True, "parallel.parallel_branch_without_step"),
        RuleEntry("ING601", "bare-except-around-step", "error", True, "execution.bare_except_around_step", fixes="safe"),
        RuleEntry("ING602", "base-exception-around-step", "error", True, "execution.base_exception_around_step", fixes="safe"),
        RuleEntry("ING603", "control-flow-in-finally", "error", True, "execution.control_flow_in_finally"),
        RuleEntry("ING604", "step-in-finally", "error", True, "execution.step_in_finally"),
        RuleEntry("ING605", "side-effect-in-finally", "warning", True, "execution.side_effect_in_finally"),
        RuleEntry("ING606", "context-manager-across-steps", "error", True, "execution.context_manager_across_steps"),
        RuleEntry("ING607", "step-not-awaited", "error", True, "execution.step_not_awaited", fixes="safe"),
        RuleEntry("ING608", "step-handler-called", "error", True, "execution.step_handler_called", fixes="safe"),
        RuleEntry("ING609", "step-handler-keywords", "error", True, "execution.step_handler_keywords", fixes="safe"),
        RuleEntry("ING610", "nested-step", "error", True, "execution.nested_step"),
        RuleEntry("ING611", "sync-async-mismatch", "error", True, "execution.sync_async_mismatch", fixes="unsafe"),
        RuleEntry("ING612", "handler-signature", "error", True, "execution.handler_signature", fixes="unsafe"),
        RuleEntry("ING613", "generator-handler", "error", True, "execution.generator_handler"),
        RuleEntry("ING614", "decorator-hides-async", "error", True, "execution.decorator_hides_async"),
        RuleEntry("ING615", "direct-call-of-function", "error", True, "execution.direct_call_of_function", fixes="unsafe"),
        RuleEntry("ING616", "async-middleware-on-sync-function", "error", True, "execution.async_middleware_on_sync_function"),
        RuleEntry("ING617", "blocking-call-in-async-step", "warning", True, "execution.blocking_call_in_async_step"),
        RuleEntry("ING701", "send-not-awaited", "error", True, "events.send_not_awaited", fixes="safe"),
        RuleEntry("ING702", "client-send-in-body", "error", True, "events.client_send_in_body", fixes="safe"),
        RuleEntry("ING703", "event-is-dict", "error", True, "events.event_is_dict", fixes="safe"),
        RuleEntry("ING707", "event-without-consumer", "warning", False, "events.event_without_consumer", True),
        RuleEntry("ING708", "trigger-without-producer", "warning", False, "events.trigger_without_producer", True),
        RuleEntry("ING709", "misspelt-event", "error", True, "events.misspelt_event", True, fixes="unsafe"),
        RuleEntry("ING710", "event-loop", "warning", True, "events.event_loop", True),
        RuleEntry("ING801", "handler-takes-step", "error", True, "migration.handler_takes_step", fixes="unsafe"),
        RuleEntry("ING802", "step-parallel", "error", True, "migration.step_parallel", fixes="safe"),
        RuleEntry("ING803", "removed-api", "error", True, "migration.removed_api"),
        RuleEntry("ING804", "typescript-spelling", "error", True, "migration.typescript_spelling", fixes="safe"),
    )
}

"""What both programs measured, in one form: milliseconds per stage of every run."""
import statistics

TRUNK = ("templates", "msa", "pairformer")


def of_replay(measured):
    """A list of {stage: ms} per run, from boltz-replay's --times. Trunk stages are per pass, "step" is per step."""
    runs = []
    for run in range(measured["runs"]):
        stages = {entry["name"]: entry["ms"][run] for entry in measured["stages"]}
        runs.append(per_unit(stages, measured["recycling_steps"] + 1, measured["step_ms"][run]))
    return runs


def of_reference(clock, passes):
    return per_unit(clock.stages, passes, clock.step_milliseconds())


def per_unit(stages, passes, steps):
    run = {name: ms / passes if name in TRUNK else ms for name, ms in stages.items()}
    run["trunk pass"] = sum(run.get(name, 0.0) for name in TRUNK)
    run["step"] = statistics.median(steps)
    run["total"] = sum(stages.values())
    return run


def medians(runs, warm_up=1):
    """{stage: median ms} of the runs after the warm-up; of the only run where there is no other."""
    warm = runs[warm_up:] or runs
    return {name: statistics.median(run[name] for run in warm) for name in warm[0]}


def host_step(measured):
    """Milliseconds in which the host queues a step, median of the warm runs."""
    return medians([{"step": sorted(run)[len(run) // 2]} for run in measured["step_host_ms"]])["step"]

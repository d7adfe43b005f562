"""One run of the reference, everything recorded: random draws, module inputs and outputs, the sampler, the results."""
import contextlib
from dataclasses import asdict

import torch

import precision
import presets
from cases import SAMPLING_STEPS

SCORE_SIGMA = 12.5  # noise level of the one isolated call of the score network


def load_model(preset, stage, checkpoint, dtype):
    """The reference's model as `boltz predict` sets it up for the stage."""
    import boltz.main
    from boltz.model.models.boltz2 import Boltz2
    from checkpoints import skip_initialisation
    skip_initialisation()
    steering = boltz.main.BoltzSteeringParams()  # contact guidance on, physical and Feynman-Kac steering off
    steering.fk_steering = steering.physical_guidance_update = False
    if stage == "affinity":
        steering.contact_guidance_update = False
    hparams = presets.PRESETS[preset][1 if stage == "affinity" else 0]
    model = Boltz2.load_from_checkpoint(checkpoint, strict=True, map_location="cpu",
                                        steering_args=asdict(steering), **presets.overrides(boltz.main, hparams))
    model.eval()
    return model.double() if dtype == "f64" else model


class Recorder:
    """Named tensors of one run. `name#i` is the i-th call of a module; `.in0`, `.in_k` its tensor inputs."""

    def __init__(self, dtype):
        self.tensors, self.calls, self.raw, self.handles = {}, {}, {}, []
        self.storage = torch.float64 if dtype == "f64" else torch.float32

    def put(self, name, value):
        if torch.is_tensor(value):
            kind = self.storage if value.is_floating_point() else value.dtype
            self.tensors[name] = value.detach().to(kind).contiguous().clone()
        elif isinstance(value, (tuple, list)):
            for i, part in enumerate(value):
                self.put(f"{name}.{i}", part)
        elif isinstance(value, dict):
            for key, part in value.items():
                self.put(f"{name}.{key}", part)

    def watch(self, module, name, inputs=False, outputs=True, only=None):
        """Records every call of the module, or `only` that one."""
        def hook(_, args, kwargs, result):
            call = self.calls.get(name, 0)
            self.calls[name] = call + 1
            if only not in (None, call):
                return
            if outputs:
                self.put(f"{name}#{call}", result)
            if inputs:
                for key, value in [(f"in{i}", v) for i, v in enumerate(args)] + [(f"in_{k}", v) for k, v in kwargs.items()]:
                    if torch.is_tensor(value) and key != "in_pred_distogram_logits":  # that is out.pdistogram
                        self.put(f"{name}#{call}.{key}", value)
        self.handles.append(module.register_forward_hook(hook, with_kwargs=True))

    def keep(self, module, name):
        """Keeps the module's first arguments and results as they are."""
        def hook(_, args, result):
            self.raw.setdefault(name, (args, result))
        self.handles.append(module.register_forward_hook(hook))

    def release(self):
        for handle in self.handles:
            handle.remove()


def affinity_modules(model):
    return ("affinity_module1", "affinity_module2") if model.affinity_ensemble else ("affinity_module",)


def main_modules(model, stage):
    """(name in the golden, module): those between which the model's data flows. The distogram and the confidence
    heads are not among them, their outputs being out.*."""
    yield "rel_pos", model.rel_pos
    yield "contact_cond", model.contact_conditioning
    yield "s_init", model.s_init
    if model.use_templates:
        yield "template", model.template_module
    yield "msa", model.msa_module
    yield "pairformer", model.pairformer_module
    yield "conf_pairformer", model.confidence_module.pairformer_stack
    if stage == "affinity":
        yield from ((name, getattr(model, name)) for name in affinity_modules(model))


def part_modules(model, stage):
    """(name in the golden, module): what is inside."""
    yield "ie_atom_enc", model.input_embedder.atom_encoder
    yield "ie_atom_attn", model.input_embedder.atom_attention_encoder
    yield "token_bonds", model.token_bonds
    if model.bond_type_feature:
        yield "token_bonds_type", model.token_bonds_type
    yield from ((name, getattr(model, name)) for name in ("s_norm", "z_norm", "s_recycle", "z_recycle"))
    if model.use_templates:
        yield "template.a_proj", model.template_module.a_proj
        yield "template.pairformer", model.template_module.pairformer
    layer = model.msa_module.layers[0]
    yield "msa_layer0", layer
    yield "msa0.pwa", layer.pair_weighted_averaging
    yield "msa0.trans", layer.msa_transition
    yield "msa0.opm", layer.outer_product_mean
    yield "msa0.pairformer", layer.pairformer_layer
    layers = model.pairformer_module.layers
    for i in sorted({0, len(layers) - 1}):
        yield f"pf_layer{i}", layers[i]
        for part in ("tri_mul_out", "tri_mul_in", "tri_att_start", "tri_att_end", "attention", "transition_z",
                     "transition_s"):
            yield f"pf_layer{i}.{part}", getattr(layers[i], part)
    yield "pdistogram", model.distogram_module
    if model.predict_bfactor:
        yield "pbfactor", model.bfactor_module
    yield "diffcond.pair_z", model.diffusion_conditioning.pairwise_conditioner
    yield "diffcond.atom_enc", model.diffusion_conditioning.atom_encoder
    yield "conf_rel_pos", model.confidence_module.rel_pos
    yield "conf_contact_cond", model.confidence_module.contact_conditioning
    if stage == "affinity":
        for name in affinity_modules(model):
            module = getattr(model, name)
            yield name + ".pairwise_cond", module.pairwise_conditioner
            yield name + ".pairformer", module.pairformer_stack
            yield name + ".heads", module.affinity_heads


ONCE_PER_PASS = ("template", "msa", "pairformer", "pf_layer", "s_norm", "z_norm", "s_recycle", "z_recycle")


def watch_all(recorder, model, stage, recycling, parts):
    """Registers what a float64 golden holds: all of it where `parts` is [""]; else the main modules without what is in
    the golden under another name, of the trunk's passes only the last, and the insides named."""
    everything = "" in parts
    for name, module in main_modules(model, stage):
        last = recycling if name in ONCE_PER_PASS and not everything else None
        recorder.watch(module, name, inputs=True, outputs=everything or name != "pairformer", only=last)
    recorder.watch(model.diffusion_conditioning, "diffcond", inputs=everything)
    if everything:
        recorder.watch(model.confidence_module, "conf", inputs=True, outputs=False)
        recorder.watch(model.confidence_module.confidence_heads, "conf_heads", inputs=True, outputs=False)
    for name, module in part_modules(model, stage) if parts else ():
        if name.startswith(tuple(parts)):
            recorder.watch(module, name, inputs=True, only=recycling if name.startswith(ONCE_PER_PASS) else None)


class Sampler:
    """Watches AtomDiffusion.sample: reseeds at its entry, so that its noise does not depend on what was drawn before,
    and keeps draws, network calls, alignments and guidance gradients."""

    def __init__(self, seed):
        self.seed, self.guidance_margin = seed, float("inf")
        self.draws, self.augmentations, self.network, self.aligned, self.guided, self.gradients = [], [], [], [], [], []

    @contextlib.contextmanager
    def watching(self):
        import boltz.model.modules.diffusionv2 as diffusion
        from boltz.model.potentials.potentials import (ContactPotentital, FlatBottomPotential, Potential,
                                                       TemplateReferencePotential)
        names = {ContactPotentital: "contact", TemplateReferencePotential: "template"}
        originals = dict(sample=diffusion.AtomDiffusion.sample, augment=diffusion.compute_random_augmentation,
                         network=diffusion.AtomDiffusion.preconditioned_network_forward, randn=torch.randn,
                         align=diffusion.weighted_rigid_align, gradient=Potential.compute_gradient,
                         function=FlatBottomPotential.compute_function)

        def randn(*args, **kwargs):
            result = originals["randn"](*args, **kwargs)
            self.draws.append(result.clone())
            return result

        def sample(*args, **kwargs):
            torch.manual_seed(self.seed + 2000)
            with precision.patched((torch, "randn", randn)):
                return originals["sample"](*args, **kwargs)

        def augment(*args, **kwargs):
            self.augmentations.append(originals["augment"](*args, **kwargs))
            return self.augmentations[-1]

        def network(module, x, sigma, network_condition_kwargs):
            result = originals["network"](module, x, sigma, network_condition_kwargs)
            self.network.append((sigma, x.clone(), result.clone()))
            return result

        def align(moving, target, *args):
            self.guided.append(target.clone())
            self.aligned.append(originals["align"](moving, target, *args))
            return self.aligned[-1]

        def gradient(potential, coordinates, feats, parameters):
            result = originals["gradient"](potential, coordinates, feats, parameters)
            if result.abs().max() > 0:
                self.gradients.append((names[type(potential)], len(self.augmentations) - 1, parameters,
                                       coordinates.clone(), result.clone()))
            return result

        def function(potential, value, k, lower_bounds, upper_bounds, *args, **kwargs):
            gaps = (value - upper_bounds).abs()
            self.guidance_margin = min([self.guidance_margin, *gaps[gaps.isfinite()].flatten().tolist()])
            return originals["function"](potential, value, k, lower_bounds, upper_bounds, *args, **kwargs)
        with precision.patched((diffusion.AtomDiffusion, "sample", sample),
                               (diffusion.AtomDiffusion, "preconditioned_network_forward", network),
                               (diffusion, "compute_random_augmentation", augment),
                               (diffusion, "weighted_rigid_align", align), (Potential, "compute_gradient", gradient),
                               (FlatBottomPotential, "compute_function", function)):
            yield

    def record(self, recorder, structure_module, guidance):
        steps, put = SAMPLING_STEPS, recorder.put
        draws = self.draws[1:1 + 3 * steps]  # per step: quaternions (m, 4), translation (m, 1, 3), eps (m, atoms, 3)
        put("noise.init", self.draws[0])
        put("noise.quat_raw", torch.stack(draws[0::3]))
        put("noise.eps", torch.stack(draws[2::3]))
        put("noise.R", torch.stack([rotation for rotation, _ in self.augmentations]))
        put("noise.trans", torch.stack([translation for _, translation in self.augmentations]))
        sigmas = structure_module.sample_schedule(steps)
        put("sched.sigmas", sigmas)
        put("sched.gammas", torch.where(sigmas > structure_module.gamma_min, structure_module.gamma_0, 0.0))
        chunks = len(self.network) // steps
        per_step = [self.network[i * chunks:(i + 1) * chunks] for i in range(steps)]
        put("trace.t_hat", torch.tensor([float(calls[0][0]) for calls in per_step]))
        put("trace.x_noisy", torch.stack([torch.cat([x for _, x, _ in calls]) for calls in per_step]))
        put("trace.x_denoised_net", torch.stack([torch.cat([y for _, _, y in calls]) for calls in per_step]))
        put("trace.x_denoised", torch.stack(self.guided))  # after guidance: equal to the above without it
        put("trace.x_noisy_aligned", torch.stack(self.aligned))
        for kind in ("contact", "template") if guidance else ():
            found = [g for g in self.gradients if g[0] == kind]
            if found:
                put(f"guidance.{kind}.step", torch.tensor([step for _, step, _, _, _ in found]))
                put(f"guidance.{kind}.x", torch.stack([x for _, _, _, x, _ in found]))
                put(f"guidance.{kind}.gradient", torch.stack([gradient for _, _, _, _, gradient in found]))
                for key in found[0][2]:
                    put(f"guidance.{kind}.{key}", torch.tensor([float(p[key]) for _, _, p, _, _ in found]))


def isolated_calls(recorder, model, batch, out, parts):
    """z_init, and one call of the score network at SCORE_SIGMA with all its intermediate results."""
    put, weight = recorder.put, model.s_init.weight
    (s_inputs,), _ = recorder.raw["s_inputs"]
    z_init = model.z_init_1(s_inputs)[:, :, None] + model.z_init_2(s_inputs)[:, None]
    z_init = z_init + model.rel_pos(batch) + model.token_bonds(batch["token_bonds"].float())
    if model.bond_type_feature:
        z_init = z_init + model.token_bonds_type(batch["type_bonds"].long())
    put("z_init", z_init + model.contact_conditioning(batch))
    q, c, to_keys, encoder_bias, decoder_bias, token_bias = recorder.raw["diffcond"][1]
    noise = torch.randn((1, batch["atom_pad_mask"].shape[1], 3), generator=torch.Generator().manual_seed(77))
    x = (noise * SCORE_SIGMA).to(weight.dtype)
    network, inside = model.structure_module.score_model, {}

    def keep(module, name):
        return module.register_forward_hook(lambda _, args, result: inside.__setitem__(name, result))
    names = ("single_conditioner", "atom_attention_encoder", "s_to_a_linear", "token_transformer", "a_norm",
             "atom_attention_decoder")
    handles = []
    if parts:
        handles = [keep(getattr(network, name), name) for name in names]
        handles += [keep(layer, f"token_layer{i}") for i, layer in enumerate(network.token_transformer.layers)]
    with torch.autocast("cuda", enabled=False):
        denoised = model.structure_module.preconditioned_network_forward(
            x, SCORE_SIGMA, dict(s_trunk=out["s"].float(), s_inputs=s_inputs.float(), feats=batch, multiplicity=1,
                                 diffusion_conditioning=dict(q=q, c=c, to_keys=to_keys, atom_enc_bias=encoder_bias,
                                                             atom_dec_bias=decoder_bias, token_trans_bias=token_bias)))
    for handle in handles:
        handle.remove()
    put("score.x", x)
    put("score.sigma", torch.tensor(SCORE_SIGMA))
    put("score.denoised", denoised)
    for name, value in inside.items():
        put("score." + name, value[:3] if name == "atom_attention_encoder" else value)


def run(model, batch, dtype, stage, recycling, samples, mw, seed, modules, parts, guidance):
    """Runs the model's predict_step; call it within precision.running_in(dtype). `modules`: record the main modules;
    `parts`: and those insides of them whose name starts with one of these; `guidance`: and every guidance gradient.
    Returns (tensors, what predict_step returned, names of the potentials that acted, margins)."""
    model.affinity_mw_correction = mw
    model.use_kernels = False
    model.predict_args = dict(recycling_steps=recycling, sampling_steps=SAMPLING_STEPS, diffusion_samples=samples,
                              max_parallel_samples=1 if stage == "affinity" else 5)
    recorder, sampler, forward, results = Recorder(dtype), Sampler(seed), model.forward, []

    def captured(*args, **kwargs):
        results.append(forward(*args, **kwargs))
        return results[-1]
    recorder.watch(model.input_embedder, "s_inputs")
    recorder.keep(model.diffusion_conditioning, "diffcond")
    recorder.keep(model.s_init, "s_inputs")
    if modules:
        watch_all(recorder, model, stage, recycling, parts)
    torch.manual_seed(seed + 1000)
    with torch.no_grad(), precision.patched((model, "forward", captured)):
        with sampler.watching():
            prediction = model.predict_step(batch, 0)
        recorder.release()
        out = results[0]
        recorder.put("out", out)
        recorder.put("out.confidence_score", prediction["confidence_score"])
        sampler.record(recorder, model.structure_module, guidance)
        isolated_calls(recorder, model, batch, out, "" in parts)
        margin = margins(model, batch, out, sampler)
    return recorder.tensors, prediction, {kind for kind, *_ in sampler.gradients}, margin


def margins(model, batch, out, sampler):
    """How far the run's discrete choices were from falling otherwise. Where one is within rounding, a float32 run may
    choose differently and then differs for no fault of its own. In Angstrom, but for iptm."""
    representative = batch["token_to_rep_atom"].float() @ out["sample_atom_coords"]
    distances = torch.cdist(representative, representative)
    bounds = [model.confidence_module.boundaries, torch.tensor([8.0])]  # 8 A: what complex_iplddt calls a contact
    if model.affinity_prediction:
        bounds += [getattr(model, name).boundaries for name in affinity_modules(model)]
    found = {"distance_bins": nearest(distances, torch.cat(bounds)), "guidance": sampler.guidance_margin}
    if model.use_templates and batch["template_mask"].any():
        template = model.template_module
        present = batch["template_mask_cb"][:, :, :, None] * batch["template_mask_cb"][:, :, None, :] > 0
        distances = torch.cdist(batch["template_cb"], batch["template_cb"])
        found["template_bins"] = nearest(distances[present],
                                         torch.linspace(template.min_dist, template.max_dist, template.num_bins - 1))
    if model.affinity_prediction and len(out["iptm"]) > 1:  # the affinity modules see the sample with the best iptm
        best = out["iptm"].sort(descending=True).values
        found["iptm"] = float(best[0] - best[1])
    return {k: v for k, v in found.items() if v < float("inf")}


def nearest(values, bounds):
    return float((values.unsqueeze(-1) - bounds).abs().min())

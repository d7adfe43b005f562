"""Model sizes: hyper-parameters as a Boltz-2 training run would have stored them in its checkpoint.

`real` is what is publicly known of boltz2_conf.ckpt / boltz2_aff.ckpt. `small` keeps its structure with small
numbers. `other` changes every number and every switch that a checkpoint may carry, so that a port which assumes a
size fails. `single` has one affinity module instead of two, no templates, and is the least work.

`boltz predict` overrides part of what the checkpoint says (see `overrides`); where it forces block and head counts we
force the preset's own, since 64 blocks of 16 heads would not fit a small checkpoint.
"""
import copy

TRAINING = dict(recycling_steps=3, sampling_steps=20, diffusion_multiplicity=16, diffusion_samples=1,
                confidence_loss_weight=3e-3, diffusion_loss_weight=4.0, distogram_loss_weight=3e-2,
                bfactor_loss_weight=1e-3, adam_beta_1=0.9, adam_beta_2=0.95, adam_eps=1e-8, lr_scheduler="af3",
                base_lr=0.0, max_lr=0.0018, lr_warmup_no_steps=1000, lr_start_decay_after_n_steps=50000,
                lr_decay_every_n_steps=50000, lr_decay_factor=0.95, weight_decay=0.003, weight_decay_exclude=True,
                symmetry_correction=True)

REAL = dict(
    atom_s=128, atom_z=16, token_s=384, token_z=128, num_bins=64, atom_feature_dim=388,
    training_args=TRAINING,
    validation_args=dict(recycling_steps=3, sampling_steps=200, diffusion_samples=5, symmetry_correction=True,
                         run_confidence_sequentially=True),
    embedder_args=dict(atom_encoder_depth=3, atom_encoder_heads=4, add_mol_type_feat=True,
                       add_method_conditioning=True, add_modified_flag=True, add_cyclic_flag=True),
    msa_args=dict(msa_s=64, msa_blocks=4, msa_dropout=0.15, z_dropout=0.25, pairwise_head_width=32,
                  pairwise_num_heads=4, use_paired_feature=True, activation_checkpointing=True),
    pairformer_args=dict(num_blocks=64, num_heads=16, dropout=0.25, post_layer_norm=False,
                         activation_checkpointing=True, v2=True),
    score_model_args=dict(sigma_data=16, dim_fourier=256, atom_encoder_depth=3, atom_encoder_heads=4,
                          token_transformer_depth=24, token_transformer_heads=16, atom_decoder_depth=3,
                          atom_decoder_heads=4, conditioning_transition_layers=2, transformer_post_ln=False,
                          activation_checkpointing=True),
    diffusion_process_args=dict(sigma_min=0.0004, sigma_max=160.0, sigma_data=16.0, rho=7, P_mean=-1.2, P_std=1.5,
                                gamma_0=0.8, gamma_min=1.0, noise_scale=1.0, step_scale=1.0,
                                coordinate_augmentation=True, alignment_reverse_diff=True, synchronize_sigmas=True),
    diffusion_loss_args=dict(add_smooth_lddt_loss=True, nucleotide_loss_weight=5.0, ligand_loss_weight=10.0,
                             filter_by_plddt=0.0),
    confidence_prediction=True, token_level_confidence=True, alpha_pae=1.0, structure_prediction_training=False,
    confidence_model_args=dict(num_dist_bins=64, max_dist=22, add_s_to_z_prod=True, add_s_input_to_s=True,
                               add_z_input_to_z=True, use_gaussian=False, use_miniformer=False,
                               no_trunk_feats=False, use_s_diffusion=False,
                               pairformer_args=dict(num_blocks=8, num_heads=16, dropout=0.25,
                                                    activation_checkpointing=True),
                               confidence_args=dict(num_plddt_bins=50, num_pde_bins=64, num_pae_bins=64,
                                                    relative_confidence="none", use_separate_heads=True)),
    atoms_per_window_queries=32, atoms_per_window_keys=128,
    fix_sym_check=True, cyclic_pos_enc=True, bond_type_feature=True, aggregate_distogram=True,
    use_no_atom_char=False, use_atom_backbone_feat=False, use_residue_feats_atoms=False,
    conditioning_cutoff_min=4.0, conditioning_cutoff_max=20.0,
    use_templates=True, use_templates_v2=True,
    template_args=dict(template_dim=64, template_blocks=2, activation_checkpointing=True),
    predict_bfactor=True, ema=True, ema_decay=0.999, exclude_ions_from_lddt=True, num_val_datasets=1,
    validate_structure=True, checkpoint_diffusion_conditioning=True,
)


def affinity_args(blocks, width, **changes):
    """One affinity module. `width` is that of its output layers; num_blocks and num_heads of the transformer are
    accepted and unused by the reference."""
    args = dict(num_dist_bins=64, max_dist=22, use_cross_transformer=False, groups={0: 1, 1: 4, 2: 6, 3: 4, 4: 1},
                pairformer_args=dict(num_blocks=blocks, dropout=0.25, activation_checkpointing=True, use_trifast=True),
                transformer_args=dict(num_blocks=12, num_heads=8, token_s=width, activation_checkpointing=True))
    pairformer = changes.pop("pairformer", {})
    args["pairformer_args"].update(pairformer)
    args.update(changes)
    return args


def varied(base, **changes):
    """A deep copy of `base` with `changes`; a dict updates the dict it meets, anything else replaces."""
    out = copy.deepcopy(base)
    for name, value in changes.items():
        out[name] = varied(out[name], **value) if isinstance(value, dict) and name in out else copy.deepcopy(value)
    return out


SMALL = varied(
    REAL, atom_s=16, atom_z=8, token_s=32, token_z=16,
    msa_args=dict(msa_blocks=2), pairformer_args=dict(num_blocks=2),
    score_model_args=dict(dim_fourier=32, atom_encoder_depth=2, atom_decoder_depth=2, token_transformer_depth=3,
                          token_transformer_heads=4),
    embedder_args=dict(atom_encoder_depth=2), template_args=dict(template_dim=16, template_blocks=1),
    confidence_model_args=dict(pairformer_args=dict(num_blocks=2, num_heads=4)))

OTHER = varied(
    SMALL, atom_s=24, atom_z=12, token_s=48, token_z=24,
    embedder_args=dict(atom_encoder_depth=1, atom_encoder_heads=3),
    msa_args=dict(msa_s=40, msa_blocks=1, pairwise_head_width=8, pairwise_num_heads=3),
    pairformer_args=dict(num_blocks=3, num_heads=6, pairwise_head_width=16, pairwise_num_heads=2),
    score_model_args=dict(dim_fourier=40, atom_encoder_depth=1, atom_encoder_heads=6, token_transformer_depth=2,
                          token_transformer_heads=12, atom_decoder_depth=2, atom_decoder_heads=2,
                          conditioning_transition_layers=3),
    confidence_model_args=dict(num_dist_bins=48, max_dist=20, add_s_to_z_prod=False,
                               pairformer_args=dict(num_blocks=1, num_heads=8, pairwise_head_width=24,
                                                    pairwise_num_heads=1),
                               confidence_args=dict(num_plddt_bins=40, num_pde_bins=48, num_pae_bins=56,
                                                    use_separate_heads=False)),
    fix_sym_check=False, bond_type_feature=False, conditioning_cutoff_min=3.0, conditioning_cutoff_max=18.0,
    use_templates_v2=False, predict_bfactor=False,
    template_args=dict(template_dim=20, template_blocks=2, pairwise_head_width=8, pairwise_num_heads=2))

ONE_HEAD = dict(pairwise_head_width=8, pairwise_num_heads=1)
SINGLE = varied(
    SMALL, token_s=24, token_z=8, cyclic_pos_enc=False, use_templates=False,
    msa_args=dict(msa_s=16, msa_blocks=1, **ONE_HEAD), pairformer_args=dict(num_blocks=1, num_heads=3, **ONE_HEAD),
    confidence_model_args=dict(add_s_input_to_s=False, pairformer_args=dict(num_blocks=1, num_heads=2, **ONE_HEAD)),
    score_model_args=dict(token_transformer_depth=1, token_transformer_heads=2))

ENSEMBLE = dict(affinity_prediction=True, affinity_ensemble=True, affinity_mw_correction=True)
PRESETS = {  # name: (hyper-parameters for structures, for affinity, seed of the weights)
    "small": (SMALL, varied(SMALL, **ENSEMBLE, affinity_model_args1=affinity_args(2, 32),
                            affinity_model_args2=affinity_args(1, 32)), 1),
    "other": (OTHER, varied(OTHER, **ENSEMBLE,
                            affinity_model_args1=affinity_args(1, 20, num_dist_bins=32, max_dist=18,
                                                               pairformer=dict(pairwise_head_width=16,
                                                                               pairwise_num_heads=2)),
                            affinity_model_args2=affinity_args(2, 28)), 3),
    "single": (SINGLE, varied(SINGLE, affinity_prediction=True, affinity_ensemble=False,
                              affinity_model_args=affinity_args(1, 16)), 5),
    "real": (REAL, varied(REAL, **ENSEMBLE, affinity_model_args1=affinity_args(8, 384),
                          affinity_model_args2=affinity_args(4, 384)), 7),
}


def overrides(main, hparams):
    """What `boltz predict` 2.2.1 passes to load_from_checkpoint besides steering and affinity_mw_correction; `main`
    is the module boltz.main. Sizes that it forces are taken from the preset instead."""
    from dataclasses import asdict
    pairformer = asdict(main.PairformerArgsV2())
    msa = asdict(main.MSAModuleArgs(subsample_msa=False, num_subsampled_msa=1024, use_paired_feature=True))
    for forced, own in ((pairformer, hparams["pairformer_args"]), (msa, hparams["msa_args"])):
        sizes = ("num_blocks", "num_heads", "pairwise_head_width", "pairwise_num_heads", "msa_s", "msa_blocks")
        forced.update({k: own[k] for k in sizes if k in own})
    diffusion = main.Boltz2DiffusionParams()
    diffusion.step_scale = 1.5
    return dict(predict_args={}, diffusion_process_args=asdict(diffusion), ema=False, pairformer_args=pairformer,
                msa_args=msa, use_kernels=False)

"""Groups of concepts and body parts that several rules of this room speak about."""

from __future__ import annotations

#: Studies: concepts that say a study was made, not what it showed.
STUDIES = frozenset({
    "img.mri_done", "img.ct_done", "img.xray_done", "img.ultrasound_done", "img.bone_scan_done", "img.myelogram_done",
    "img.discogram_done", "edx.study_done",
})  # fmt: skip
#: Papers whose findings are those of an imaging study.
IMAGING_REPORTS = frozenset({"mri_report", "ct_report", "xray_report", "ultrasound_report"})
SPINE = ("lumbar spine", "cervical spine", "thoracic spine", "sacroiliac joint")
LEG = frozenset({"lower extremity", "thigh", "lower leg", "foot", "toe", "ankle", "knee", "hip"})
ARM = frozenset({"upper extremity", "upper arm", "forearm", "hand", "finger", "elbow", "wrist", "shoulder"})
#: Findings on examination to which a spinal level belongs.
LEVELLED_SIGNS = frozenset({
    "exam.sensory_deficit", "exam.motor_deficit", "exam.reflex_deficit", "exam.tenderness", "exam.spasm",
    "exam.facet_tenderness", "exam.new_deficit", "exam.deformity", "exam.segmental",
})  # fmt: skip
#: What lies at a disc, not at a nerve root.
DISC_FINDINGS = frozenset({
    "img.disc_bulge", "img.annular_tear", "img.stenosis", "dx.disc_herniation", "dx.disc_degeneration",
    "dx.spinal_stenosis", "dx.spondylolisthesis", "tx.epidural_injection", "tx.facet_block", "tx.radiofrequency",
    "tx.spinal_fusion", "tx.lumbar_fusion", "tx.cervical_fusion", "tx.discectomy", "tx.laminectomy",
    "img.epidural_fibrosis",
})  # fmt: skip
#: Diagnoses that lie at no level of the spine, whatever level their sentence names.
UNLEVELLED_DIAGNOSES = frozenset({
    "dx.contusion", "dx.thoracic_outlet", "dx.carpal_tunnel", "dx.cubital_tunnel", "dx.radial_tunnel",
    "dx.tarsal_tunnel",
    "dx.epicondylitis", "dx.trigger_finger", "dx.meniscal_tear", "dx.acl_tear", "dx.labral_tear",
    "dx.rotator_cuff_tear",
    "dx.impingement", "dx.adhesive_capsulitis", "dx.hypertension", "dx.diabetes", "dx.obesity", "dx.concussion",
    "dx.head_injury", "dx.hernia", "dx.chronic_pain_syndrome", "dx.sacroiliac_dysfunction", "dx.piriformis",
    "dx.trochanteric_bursitis", "dx.bursitis", "dx.depression", "dx.anxiety", "dx.insomnia", "dx.fibromyalgia",
    "dx.myofascial_pain", "dx.sprain_strain", "dx.peroneal_entrapment", "dx.crps", "dx.stroke", "dx.gastritis",
    "dx.gerd", "dx.failed_back_surgery", "dx.procedure_reaction",
})  # fmt: skip
#: Treatments that are given at a spinal level.
LEVELLED_TREATMENTS = (
    "tx.epidural", "tx.facet", "tx.radiofreq", "tx.spinal_fusion", "tx.lumbar_fusion", "tx.cervical_fusion",
    "tx.laminectomy", "tx.discectomy", "tx.disc_replacement", "tx.spine_surgery", "tx.hardware", "tx.nerve_block",
    "tx.scs_implant", "tx.scs_trial", "tx.chiropractic", "tx.broad_operation", "tx.spinal_instrumentation",
)  # fmt: skip
#: What goes with a treatment and brings no relief by itself.
ADJUNCTS = frozenset({
    "tx.anesthesia", "tx.operative_step", "tx.image_guidance", "tx.therapy_event", "tx.consultation",
    "tx.surgical_clearance",
    "tx.wound_care", "tx.trial_generic", "tx.broad_operation", "tx.joint_aspiration", "tx.emergency",
    "tx.steroid_given",
})  # fmt: skip
#: Fact types that have no place in the body of their own.
UNPLACED = frozenset({"psych", "risk", "soc", "admin", "lab", "med", "device"})
#: Diseases that do not pass: listed under past history, they are there still.
LIFELONG = frozenset({"dx.hypertension", "dx.diabetes", "dx.asthma", "dx.thyroid_disease", "dx.hyperlipidemia"})
#: What lies at the level with which a line of an imaging report opened.
AT_LABEL = frozenset({"img.nerve_root_compression", "img.disc_herniation", "img.facet_arthropathy"})
#: Diagnoses of an imaging report that lie there as well.
AT_LINE = frozenset({"dx.facet_syndrome", "dx.spondylosis"})

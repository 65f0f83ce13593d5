"""Sentences that many papers share: courses, plans, work status, requests, reviews of systems."""

from __future__ import annotations

COURSE = ("{The patient|$mr|$he_c} {returns|presents|is seen today|comes in} for {follow-up|reevaluation|a follow up "
    "visit} of the $part.", "{Overall|Since the last visit} $he {reports|describes|notes} {no significant "
    "change|slight improvement|some worsening|gradual improvement}.", "{Medications|The current medications} "
    "{help|provide} {reduce pain from {8|7} to {4|5}/10|about {30|40|50}% relief|enough relief to carry out daily "
    "activities}.", "{Physical therapy|Therapy} {was completed|has not been authorized|is ongoing with {benefit|little "
    "benefit}|was denied}.", "{The home exercise program is done daily|$he_c performs stretching at home|$he_c is not "
    "doing exercises because of pain}.",
    "{Side effects are denied|$he_c reports {stomach upset|constipation|drowsiness} with the medication}.",
    "{There has been no new injury|No interval trauma is reported}.", "{The epidural injection|The injection} "
    "{gave|provided} {50|60|70}% {relief|improvement} {for {six|eight} weeks|which has now worn off}.")
PLAN = ("{Continue|Refill} {current medications|medications as listed}.",
    "{Request authorization for|I am requesting|We request} $ask.",
    "{Home exercise program|Continue home exercises} {and ice|}.",
    "{Await|Pending} authorization of {MRI|therapy|the specialist consultation}.",
    "{Urine drug screen today|A urine toxicology was obtained} {to monitor compliance|per protocol}.",
    "{Return to clinic|Follow up|RTC} in {4|6} weeks.", "{Discussed|We discussed} the {nature of the condition|risks "
    "and benefits of treatment} {at length|} {and all questions were answered|}.",
    "{CURES report was reviewed and is consistent|Opioid agreement is on file}.",
    "{Consultation with|Referral to} {a spine surgeon|pain management|psychology|orthopedics} {is requested|remains "
    "pending}.")
WORK = ("{Modified duty|Return to modified work}: no lifting over {10|15|20} pounds, no repetitive {bending|overhead "
    "reaching|kneeling}.", "{Temporarily totally disabled|TTD} {until the next visit|for {four|six} weeks}.",
    "{Full duty|Return to full duty} without restrictions.", "{Remain off work|Off work} until $next.",
    "Permanent work restrictions as {previously outlined|stated in the P&S report}; {the employer is unable to "
    "accommodate|working with restrictions}.")
RATIONALE = ("{The patient has failed|$he_c has not improved with} conservative {care|management} including {physical "
    "therapy, medication and activity modification|therapy, NSAIDs and home exercise}.",
    "{Examination findings|The objective findings} {correlate with|are consistent with} the {imaging|diagnostic} "
    "studies.", "{Without this treatment|In its absence} function {will decline|is likely to deteriorate} {and $he may "
    "need stronger medication|}.",
    "The request is {consistent with|supported by} the {MTUS|applicable treatment guidelines|ODG and MTUS}.",
    "{The goal is|Goals of treatment are} {return to work|improved function and reduced medication|to avoid surgery}.")
SYSTEMS = (("Constitutional", "{No fever, chills or weight loss|Fatigue; no fever}"),
    ("Cardiovascular", "{No chest pain or palpitations|Hypertension, controlled}"),
    ("Respiratory", "{No shortness of breath|Denies cough}"),
    ("Gastrointestinal", "{Heartburn with NSAIDs|No nausea or constipation}"),
    ("Musculoskeletal", "See history of present illness"), ("Neurologic", "{Numbness as above|No dizziness}"),
    ("Psychiatric", "{Anxious about the future|Depressed mood at times|Denies}"))
PAST = ("{Hypertension|Type 2 diabetes|Hyperlipidemia|None}.",
    "Surgeries: {none|appendectomy|cesarean section|tonsillectomy|hernia repair}.",
    "Allergies: {NKDA|no known drug allergies|penicillin|sulfa}.",
    "{Denies tobacco|Smokes half a pack per day|Former smoker}. {Occasional alcohol|No alcohol}.",
    "{Married with {two|three} children|Single|Divorced}.")
DISCLOSURE = ("I declare under penalty of perjury that this report is true and correct to the best of my knowledge and "
    "that I have not violated Labor Code section 139.3.", "I declare under penalty of perjury that the information "
    "contained in this report and its attachments, if any, is true and correct to the best of my knowledge and belief, "
    "except as to information that I have indicated I received from others.",
    "The above report is for {industrial|medicolegal} evaluation only and is not to be construed as a complete "
    "physical examination.")
COUNTIES = ("San Tadeo", "Orange", "Kern", "Los Angeles", "Alameda", "Fresno", "Ventura", "San Bernardino")
